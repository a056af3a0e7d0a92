using Interop.Protocol.Decisions;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Keeps work and private life apart (spec 10): personal personas have no place in a work room, and no other persona has
/// one in a personal room, which is declared as not archived.
/// </summary>
internal sealed class RefusePersonaConflict : IPolicy
{
    public string Name => "refuse-persona-conflict";

    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        var personal = input.PersonalRoom;
        if (input.Change is MembershipChange.Leave or MembershipChange.Remove)
            return PolicyOutcome.Allow;
        if (IsPersonal(input.Sender) != personal)
            return PolicyOutcome.Refuse(DecisionCodes.PersonaConflict, Sentence(personal));
        if (input is { Change: MembershipChange.Join, Target: { } target } && IsPersonal(target) != personal)
            return PolicyOutcome.Refuse(DecisionCodes.PersonaConflict, Sentence(personal));

        // Nobody should be in the wrong room; if somebody is, nothing goes to them.
        List<RecipientOutcome>? blocked = null;
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            if (IsPersonal(input.Recipients[i]) != personal)
                (blocked ??= []).Add(new RecipientOutcome(i, PolicyEffect.Block, DecisionCodes.PersonaConflict));
        }
        return PolicyOutcome.Except(blocked);
    }

    private static bool IsPersonal(PolicyPerson person) => person.Persona == PersonaKind.Personal;

    private static string Sentence(bool personalRoom) => personalRoom
        ? "This room is personal; a work persona has no place in it."
        : "This is a work room; a personal persona has no place in it.";
}
