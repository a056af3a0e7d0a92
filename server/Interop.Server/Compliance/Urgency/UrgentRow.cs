using System.Text.Json;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Urgency;

/// <summary>A held message whose sender says that it is urgent, as it stands in the store.</summary>
internal sealed record UrgentRow
{
    public required long Leaf { get; init; }

    public required long RoomRow { get; init; }

    public required long SenderRow { get; init; }

    /// <summary>Canonical JSON of the message's record.</summary>
    public required byte[] Record { get; init; }

    /// <summary>Null once it has ended.</summary>
    public byte[]? Body { get; init; }

    public EventId EventId => EventId.Parse(JsonElement.Parse(Record).GetProperty("event").GetString()!);

    public string At => JsonElement.Parse(Record).GetProperty("at").GetString()!;

    /// <summary>Why, in the sender's words.</summary>
    public string? Reason => Body is null ? null : JsonElement.Parse(Body).GetProperty("content").GetProperty(UrgencyReason.Member).GetProperty(UrgencyReason.Reason).GetString();
}
