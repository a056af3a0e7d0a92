using System.Text.Json;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Events;

/// <summary>
/// The immutable half of an event (spec 04). Its canonical JSON is what the event id is the digest of and what the
/// origin signs. No personal data beyond identifiers stands here: text, names and foreign accounts are in the body.
/// </summary>
public sealed record EventHeader
{
    /// <summary>One of <see cref="EventTypes"/>; unknown types are stored and archived, not shown.</summary>
    public required string Type { get; init; }

    public required RoomId Room { get; init; }

    public required UserId Sender { get; init; }

    /// <summary>Provider that signs: the sender's.</summary>
    public required ProviderName Origin { get; init; }

    /// <summary>The sender's claim, RFC 3339 UTC with milliseconds.</summary>
    public required string Created { get; init; }

    /// <summary>base64url(SHA-256(salt ‖ JCS({content, provenance}))), 43 characters.</summary>
    public required string ContentDigest { get; init; }

    public Relation? Relates { get; init; }

    /// <summary>work, personal, service or bridged: the sender's persona.</summary>
    public string? Persona { get; init; }

    /// <summary>The network that a bridged event came from, such as matrix or xmpp.</summary>
    public string? Network { get; init; }

    /// <summary>Fields that authorisation needs, of state events only; see <see cref="StateFields"/>.</summary>
    public JsonElement? State { get; init; }

    public string[]? Labels { get; init; }

    /// <summary>How long the origin asks others to keep it; between providers that have the capability <c>retention</c> (spec 9.2).</summary>
    public EventRetention? Retention { get; init; }
}
