using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Hours;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Leaves employees undisturbed outside their delivery hours (spec 10): for them the event is held until their next
/// opening, for nobody else. Only work personas have hours. Notices and consent pass, since people must be told before they
/// are recorded, and so does the end of one's own membership, which takes away and does not disturb.
/// </summary>
internal sealed class HoldOutsideDeliveryHours : IPolicy
{
    public string Name => "hold-outside-delivery-hours";

    public string Version => "1";

    public PolicyOutcome Evaluate(in PolicyInput input)
    {
        if (input.Overridden)
            return PolicyOutcome.Allow;
        List<RecipientOutcome>? held = null;
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            var recipient = input.Recipients[i];
            var calendar = recipient.Calendar;
            // Nearly everyone leaves here. Hours that were removed while something is held still leave that first in line.
            if (calendar is null && input.EarlierHeld.IsEmpty)
                continue;
            if (!input.EarlierHeld.Contains(i) && (calendar is null || recipient.Persona != PersonaKind.Work || calendar.IsOpen(input.Now)))
                continue;
            if (recipient.User == input.Sender.User || !Disturbs(recipient, in input))
                continue;
            var due = HoldSchedule.DueAt(calendar, input.Now);
            (held ??= []).Add(new RecipientOutcome(i, PolicyEffect.Hold, DecisionCodes.HeldDeliveryHours, due.Opens));
        }
        return PolicyOutcome.Except(held);
    }

    private static bool Disturbs(PolicyPerson recipient, in PolicyInput input) => input.Header.Type switch
    {
        EventTypes.Notice or EventTypes.Consent or EventTypes.Supervision or EventTypes.Receipt => false,
        EventTypes.Membership => input.Change is MembershipChange.Join || recipient.User != input.Target?.User,
        _ => true,
    };
}
