using Interop.Protocol.Decisions;
using Interop.Protocol.Events;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Keeps the two groups of a barrier apart (spec 10): an event is blocked for recipients on the other side of its sender,
/// and nobody is let into a room that has somebody on the other side. Leaving, removing and retracting pass when no reason is
/// given: what a barrier must stop is talk, not the end of it.
/// </summary>
internal sealed class BlockInformationBarrier : IPolicy
{
    public string Name => "block-information-barrier";

    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (input is { Change: MembershipChange.Join, Target: { } target } && StandsApart(target, in input))
            return PolicyOutcome.Refuse(DecisionCodes.InformationBarrier, "An information barrier keeps this user out of the room.");

        var senderSides = input.Barriers.SidesOf(input.Sender.User);
        if (senderSides.IsEmpty || EndsWithoutWords(in input))
            return PolicyOutcome.Allow;
        List<RecipientOutcome>? blocked = null;
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            if (input.Barriers.StandsBetween(senderSides, input.Recipients[i].User))
                (blocked ??= []).Add(new RecipientOutcome(i, PolicyEffect.Block, DecisionCodes.InformationBarrier));
        }
        return PolicyOutcome.Except(blocked);
    }

    private static bool EndsWithoutWords(in PolicyInput input) =>
        (input.Change is MembershipChange.Leave or MembershipChange.Remove || input.Header.Type == EventTypes.Retract) && !input.HasWords;

    private static bool StandsApart(PolicyPerson target, in PolicyInput input)
    {
        var sides = input.Barriers.SidesOf(target.User);
        if (sides.IsEmpty)
            return false;
        foreach (var participant in input.Participants)
        {
            if (participant.User != target.User && input.Barriers.StandsBetween(sides, participant.User))
                return true;
        }
        return false;
    }
}
