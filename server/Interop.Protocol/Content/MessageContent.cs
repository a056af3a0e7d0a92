namespace Interop.Protocol.Content;

/// <summary>Content of message and edit events (spec 04), after MIMI content, field for field.</summary>
public sealed record MessageContent
{
    /// <summary>Thread within the room, ≤ 4096 octets.</summary>
    public string? TopicId { get; init; }

    /// <summary>The sender's wish, RFC 3339; the archive decides.</summary>
    public string? Expires { get; init; }

    /// <summary>It should not wait for its recipients' delivery hours (spec 10.10).</summary>
    public Urgency? Urgent { get; init; }

    /// <summary>Only in a body that is delivered in place of the sender's: what was taken out of it (spec 07). Senders do not write it.</summary>
    public RedactedPlace[]? Redacted { get; init; }

    public required ContentPart Part { get; init; }
}
