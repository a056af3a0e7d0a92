using Interop.Server.Media;
using Interop.Server.Pipeline;

namespace Interop.Server.Archive;

/// <summary>
/// No receipt, no delivery: hands the event with its decision to the log. Done when it is on disk; refused and held
/// events are archived too. Delivery follows inside the commit, see <see cref="AppendLog"/>.
/// </summary>
internal sealed class ArchiveStage(AppendLog log, MediaNames names) : IStage
{
    public async ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context.Media.Count > 0)
            context.MediaNames = [.. context.Media.Select(part => names.Of(part.Id.Digest))];
        var item = new EventAppend(context);
        log.Enqueue(item);
        await item.Done;
        return Verdict.Continue;
    }
}
