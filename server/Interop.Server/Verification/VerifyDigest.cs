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
        if (context.InboxRow is null)
            return ValueTask.FromResult(Verdict.Continue);
        var body = JsonSerializer.Deserialize(context.Body, OcipJson.Default.EventBody)!;
        return ValueTask.FromResult(EventIdentity.BodyMatches(context.HeaderFields, body)
            ? Verdict.Continue
            : Verdict.Reject(DecisionCodes.Malformed, "The stored body does not match the event's digest."));
    }
}
