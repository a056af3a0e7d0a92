using Interop.Protocol.Decisions;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// An edit of a message that waits for a review waits with it, and goes nowhere where the message was blocked (spec 10.4): nobody reads the change of
/// something that they do not have. What waits for hours or for the notice holds back its edits by those rules.
/// </summary>
internal sealed class KeepEditBehindOriginal : IPolicy
{
    public string Name => "keep-edit-behind-original";

    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (input.OriginalInReview.IsEmpty && input.OriginalBlocked.IsEmpty)
            return PolicyOutcome.Allow;
        List<RecipientOutcome> behind = [];
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            if (input.OriginalBlocked.Contains(i))
                behind.Add(new RecipientOutcome(i, PolicyEffect.Block, DecisionCodes.BlockedPolicy));
            else if (input.OriginalInReview.Contains(i))
                behind.Add(new RecipientOutcome(i, PolicyEffect.Quarantine, DecisionCodes.HeldForReview));
        }
        return PolicyOutcome.Except(behind);
    }
}
