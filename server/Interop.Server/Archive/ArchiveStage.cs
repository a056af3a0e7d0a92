using Interop.Server.Delivery;
using Interop.Server.Media;
using Interop.Server.Pipeline;
using NodaTime;

namespace Interop.Server.Archive;

/// <summary>
/// No receipt, no delivery: hands the event with its decision to the log. Done when it is on disk; refused and held
/// events are archived too. Delivery follows inside the commit, see <see cref="AppendLog"/>.
/// </summary>
internal sealed class ArchiveStage(AppendLog log, MediaNames names, Holds holds) : IStage
{
    public async ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context.Media.Count > 0)
            context.MediaNames = [.. context.Media.Select(part => names.Of(part.Id.Digest))];
        var item = new EventAppend(context);
        log.Enqueue(item);
        await item.Done;
        AskForHeld(context);
        return Verdict.Continue;
    }

    /// <summary>
    /// Only now: who is due is looked for in the store, and what was decided in the last moment before an opening was not there yet when it opened. A crash
    /// before this: everybody who has a hold is looked at after the start.
    /// </summary>
    private void AskForHeld(MessageContext context)
    {
        foreach (var exception in context.Exceptions ?? [])
        {
            if (exception.User.IsOurs && (exception.ForHours || exception.ForConsent))
                holds.Add(exception.User, exception.HoldUntil is { } until ? Instant.FromDateTimeOffset(until) : null);
        }
    }
}
