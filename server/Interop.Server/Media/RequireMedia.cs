using Interop.Protocol.Decisions;
using Interop.Protocol.Media;
using Interop.Server.Pipeline;

namespace Interop.Server.Media;

/// <summary>
/// Is everything here that it refers to, and is that its sender's to give? (spec 15) Nothing is delivered that is not archived: an event without its
/// media goes no further. Of other providers' events what can still come was waited for before (see Inbound/FederatedEvents).
/// </summary>
internal sealed class RequireMedia(MediaCatalog catalog, MediaAccess access) : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        foreach (var part in context.Media)
        {
            if (FaultOf(context, part) is { } fault)
                return ValueTask.FromResult(Verdict.Reject(fault.Code, fault.Detail));
        }
        return ValueTask.FromResult(Verdict.Continue);
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
