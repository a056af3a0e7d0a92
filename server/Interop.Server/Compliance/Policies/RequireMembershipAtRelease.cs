using Interop.Protocol.Decisions;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// What was held is not delivered to somebody who has left the room meanwhile (spec 10), save for the news of the leaving
/// itself. At first delivery the recipients are the participants, and there is nothing to check.
/// </summary>
internal sealed class RequireMembershipAtRelease : IPolicy
{
    public string Name => "require-membership-at-release";

    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (!input.Release)
            return PolicyOutcome.Allow;
        List<RecipientOutcome>? blocked = null;
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            var recipient = input.Recipients[i];
            if (recipient.User != input.Target?.User && !IsParticipant(recipient, input.Participants))
                (blocked ??= []).Add(new RecipientOutcome(i, PolicyEffect.Block, DecisionCodes.BlockedPolicy));
        }
        return PolicyOutcome.Except(blocked);
    }

    private static bool IsParticipant(PolicyPerson person, PolicyPerson[] participants)
    {
        foreach (var participant in participants)
        {
            if (participant.User == person.User)
                return true;
        }
        return false;
    }
}
