using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PeopleApi;

/// <summary>An urgent message that waits for an approver. What stands in it is not shown, only why it is urgent.</summary>
public sealed record UrgentView
{
    public required EventId Event { get; init; }

    public required RoomId Room { get; init; }

    public required UserId Sender { get; init; }

    public required string SenderName { get; init; }

    /// <summary>In the sender's words.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was archived.</summary>
    public required string At { get; init; }

    public required UrgentRecipient[] Recipients { get; init; }
}
