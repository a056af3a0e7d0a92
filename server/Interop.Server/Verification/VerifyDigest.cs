using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Pipeline;

namespace Interop.Server.Verification;

/// <summary>
/// Does the body belong to the header? The provider has made both of a draft a moment ago; what comes back from the inbox was on
/// a disk meanwhile.
/// </summary>
internal sealed class VerifyDigest : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken)
    {
        if (context is { InboxRow: null, ComesIn: false })
            return ValueTask.FromResult(Verdict.Continue);
        if (context.Body.Length == 0)
            return ValueTask.FromResult(Verdict.Reject(DecisionCodes.Malformed, "The event comes without its body."));
        return ValueTask.FromResult(context.BodyMatches ?? EventIdentity.BodyMatches(context.HeaderFields, JsonSerializer.Deserialize(context.Body, OcipJson.Default.EventBody)!)
            ? Verdict.Continue
            : Verdict.Reject(DecisionCodes.Malformed, "The body does not match the event's digest."));
    }
}
