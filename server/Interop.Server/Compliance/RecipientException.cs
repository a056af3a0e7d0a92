using Interop.Protocol.Decisions;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;

namespace Interop.Server.Compliance;

/// <summary>A recipient for whom the decision is not "deliver now".</summary>
/// <param name="User">The recipient.</param>
/// <param name="Code">Why.</param>
/// <param name="HoldUntil">Of holds with a known end.</param>
/// <param name="Cancels">Of retractions: what they retract was still held for this recipient, so that neither is delivered to them.</param>
/// <param name="CancelledHours">How many events, the message and its edits, ceased to wait for this recipient's hours.</param>
internal sealed record RecipientException(User User, DecisionCode Code, DateTimeOffset? HoldUntil = null, bool Cancels = false, int CancelledHours = 0)
{
    /// <summary>Waits until its sender was told of the recording, rather than for hours.</summary>
    public bool ForNotice => Code == DecisionCodes.DeliveredWithNotice;

    /// <summary>Waits until somebody has reviewed it.</summary>
    public bool ForReview => Code == DecisionCodes.HeldForReview;

    /// <summary>Waits until the recipient has answered a disclosure.</summary>
    public bool ForConsent { get; init; }

    /// <summary>Waits for the recipient's hours: what comes later in the room waits behind it.</summary>
    public bool ForHours => Holds && !ForNotice && !ForReview && !ForConsent;

    /// <summary>Why its row of the store says that it waits.</summary>
    public string Reason => ForNotice ? HeldEvent.ForNotice : ForReview ? HeldEvent.ForReview : ForConsent ? HeldEvent.ForConsent : HeldEvent.ForHours;

    /// <summary>Delivered later, when its reason is gone; else never.</summary>
    public bool Holds => Code.Class == '2' && !Cancels;
}
