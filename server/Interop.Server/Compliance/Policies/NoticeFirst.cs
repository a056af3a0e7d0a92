using Interop.Protocol.Decisions;
using Interop.Protocol.Events;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Nobody is recorded who was not told (spec 07): what somebody writes on a bridged network before having been told the notice
/// in force is sealed and waits until the bridge has posted it, or an employee has acknowledged it in a client. It is not
/// refused, since it stands on the network already. Who is in a room, and that it was made, is not sealed: the notice needs
/// a room to stand in.
/// </summary>
internal sealed class NoticeFirst : IPolicy
{
    public string Name => "notice-first";

    public string Version => "2";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        return Seals(in input) ? PolicyOutcome.ForAll(PolicyEffect.Notice, DecisionCodes.DeliveredWithNotice) : PolicyOutcome.Allow;
    }

    /// <summary>Its body is nobody's to read until the sender was told, whoever decides for the organisation, and whatever else is decided.</summary>
    public static bool Seals(in PolicyInput input) => input.SenderUntold && WritesOnANetwork(in input) && CarriesWords(in input);

    private static bool WritesOnANetwork(in PolicyInput input) =>
        input.Sender.Persona == PersonaKind.Bridged || (input.Sender.Persona == PersonaKind.Work && input.Header.Network is not null);

    private static bool CarriesWords(in PolicyInput input) => input.Header.Type switch
    {
        EventTypes.Membership or EventTypes.Receipt or EventTypes.Notice or EventTypes.Consent or EventTypes.Supervision => false,
        EventTypes.Room => !input.CreatesRoom,
        _ => true,
    };
}
