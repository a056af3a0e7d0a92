using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <summary>Told to the sender: what became of an event for one recipient.</summary>
public sealed record DeliveryStatus
{
    public required EventId Event { get; init; }

    public required RoomId Room { get; init; }

    public required UserId Recipient { get; init; }

    /// <summary>2.0.0 delivered (or released), 2.1.1 held (see <see cref="HoldUntil"/>), 5.x refused at release or failed.</summary>
    public required string Code { get; init; }

    public string? HoldUntil { get; init; }

    public required string At { get; init; }

    /// <summary>What the recipient's network could not carry.</summary>
    public string[]? Fidelity { get; init; }

    public string? Detail { get; init; }
}
