using Interop.Protocol.Decisions;
using Interop.Protocol.Events;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Nobody is recorded who was not told (spec 07): an employee says nothing from a client before having acknowledged the declared
/// supervision in force. What carries no words is allowed, so that others can bring an untold person into a room and the
/// person can leave it, or take words back.
/// </summary>
internal sealed class AcknowledgeFirst : IPolicy
{
    public string Name => "acknowledge-first";

    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        // What came over a network is the bridge's to tell of (NoticeFirst); what was accepted once stays accepted.
        if (!input.SenderUntold || input.Sender.Persona != PersonaKind.Work || input.Header.Network is not null || input.Release || !CarriesWords(in input))
            return PolicyOutcome.Allow;
        return PolicyOutcome.Refuse(DecisionCodes.SupervisionNotAcknowledged, "Acknowledge the supervision notice in force first; GET /ocip/v1/client/supervision shows it.") with { Untold = true };
    }

    private static bool CarriesWords(in PolicyInput input) => input.Header.Type switch
    {
        EventTypes.Receipt or EventTypes.Notice or EventTypes.Consent or EventTypes.Supervision => false,
        EventTypes.Membership or EventTypes.Room or EventTypes.Retract => input.HasWords,
        _ => true,
    };
}
