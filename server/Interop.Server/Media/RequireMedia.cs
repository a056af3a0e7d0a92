using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Media.Text;
using Interop.Server.Pipeline;
using NodaTime;

namespace Interop.Server.Media;

/// <summary>
/// Is everything here that it refers to, and is that its sender's to give? (spec 15) Nothing is delivered that is not archived: an event without its
/// media goes no further. Of other providers' events what can still come was waited for before (see Inbound/FederatedEvents).
/// </summary>
internal sealed class RequireMedia(MediaCatalog catalog, MediaAccess access, AttachedTexts texts, PolicyBook book, ServerOptions options, TimeProvider time) : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        foreach (var part in context.Media)
        {
            if (FaultOf(context, part) is { } fault)
                return ValueTask.FromResult(Verdict.Reject(fault.Code, fault.Detail));
        }
        // What policies read is read before they are asked: a policy waits for nothing.
        if (context.Media.Count > 0 && options.Proxy is null && book.At(Instant.FromDateTimeOffset(time.GetUtcNow())).ReadsFiles)
            return ReadAsync(context);
        return ValueTask.FromResult(Verdict.Continue);
    }

    private async ValueTask<Verdict> ReadAsync(MessageContext context)
    {
        await texts.ReadAsync([.. context.Media.Select(part => part.Id.Digest).Distinct(StringComparer.Ordinal)]);
        return Verdict.Continue;
    }

    private Fault? FaultOf(MessageContext context, MediaPart part)
    {
        if (part.Id.Provider != context.HeaderFields.Origin)
            return new Fault(DecisionCodes.Malformed, "Media in an event are those of its origin.");
        var stored = catalog.Find(part.Id.Digest);
        // Who may not have them is not told whether they are here.
        if (stored is null || (context.Sender.IsOurs && !access.MayRefer(context.Sender, part.Id.Digest)))
            return new Fault(DecisionCodes.MediaMissing, DecisionCodes.MediaMissing.Meaning);
        if (stored.Scan?.Verdict == MediaVerdicts.Infected)
            return new Fault(DecisionCodes.MediaInfected, MediaIntake.DetailOf(stored.Scan));
        context.StoredMedia.Add(stored);
        return stored.Size == part.Size ? null : new Fault(DecisionCodes.Malformed, "The size of media is not what the part says.");
    }
}
