using System.Text.Json;

namespace Interop.Protocol.Events;

/// <summary>The erasable half of an event (spec 04): content and provenance under a salt.</summary>
public sealed record EventBody
{
    /// <summary>base64url of 32 random octets, 43 characters.</summary>
    public required string Salt { get; init; }

    /// <summary>By event type; of a message a <see cref="Content.MessageContent"/>.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>Of bridged events: where it came from and what was lost.</summary>
    public Provenance? Provenance { get; init; }
}
