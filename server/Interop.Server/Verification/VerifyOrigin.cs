using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Pipeline;

namespace Interop.Server.Verification;

/// <summary>
/// May this token speak for this sender? A client speaks for its persona; a bridge for people who have an account on its network,
/// and only with content that says where it came from (spec 11).
/// </summary>
internal sealed class VerifyOrigin : IStage
{
    public ValueTask<Verdict> InvokeAsync(MessageContext context, CancellationToken cancellationToken) => ValueTask.FromResult(Judge(context));

    private static Verdict Judge(MessageContext context)
    {
        if (context.Internal)
            return Verdict.Continue;
        if (context.ComesIn)
        {
            return context.HeaderFields.Origin == context.HeaderFields.Sender.Provider
                ? Verdict.Continue
                : Verdict.Reject(DecisionCodes.BlockedPolicy, "A provider signs for its own users only.");
        }
        var principal = context.Principal;
        if (principal.Network is { } network)
        {
            if (!context.Sender.IsOn(network))
                return Verdict.Reject(DecisionCodes.BlockedPolicy, $"The sender has no account on {network}; a bridge speaks only for people of its network.");
            if (context.Draft.Provenance is null && context.Type is (EventTypes.Message or EventTypes.Edit or EventTypes.Retract or EventTypes.Reaction))
                return Verdict.Reject(DecisionCodes.Malformed, "What a bridge brings says where it came from: provenance is missing.");
            if (context.Draft.Provenance is { } provenance && provenance.Network != network)
                return Verdict.Reject(DecisionCodes.Malformed, $"The provenance names another network than the bridge's, {network}.");
            return Verdict.Continue;
        }
        if (context.Sender != principal.User)
            return Verdict.Reject(DecisionCodes.BlockedPolicy, "A client speaks only for its own persona.");
        return context.Draft.Provenance is null
            ? Verdict.Continue
            : Verdict.Reject(DecisionCodes.Malformed, "Provenance is written by bridges only.");
    }
}
