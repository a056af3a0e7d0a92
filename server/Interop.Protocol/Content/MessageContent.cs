namespace Interop.Protocol.Content;

/// <summary>Content of message and edit events (spec 04), after MIMI content, field for field.</summary>
public sealed record MessageContent
{
    /// <summary>Thread within the room, ≤ 4096 octets.</summary>
    public string? TopicId { get; init; }

    /// <summary>The sender's wish, RFC 3339; the archive decides.</summary>
    public string? Expires { get; init; }

    public required ContentPart Part { get; init; }
}
