using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Proxy;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Nobody is recorded who was not told (spec 07): what a bridged person writes before having been told the notice in force
/// is sealed and waits until the bridge has posted it. Who is in a room, and that it was made, is not sealed: the notice
/// needs a room to stand in.
/// </summary>
internal sealed class NoticeFirst : IPolicy
{
    public string Name => "notice-first";

    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        // Somebody else's bridged people are told by their own organisation's bridge.
        if (input.Sender.Persona != PersonaKind.Bridged || input.Direction == EvaluationDirection.Ingress || input.NoticeVersion is null || input.Sender.NoticeVersion == input.NoticeVersion)
            return PolicyOutcome.Allow;
        return CarriesWords(in input) ? PolicyOutcome.ForAll(PolicyEffect.Notice, DecisionCodes.DeliveredWithNotice) : PolicyOutcome.Allow;
    }

    private static bool CarriesWords(in PolicyInput input) => input.Header.Type switch
    {
        EventTypes.Membership or EventTypes.Receipt or EventTypes.Notice or EventTypes.Consent => false,
        EventTypes.Room => !input.CreatesRoom,
        _ => true,
    };
}
