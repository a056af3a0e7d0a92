using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <summary>
/// What a client or bridge submits (spec 13); the provider makes header, salt and signature of it. Sender and provenance are
/// for bridges only: a client is its persona.
/// </summary>
public sealed record EventDraft
{
    public required RoomId Room { get; init; }

    public required string Type { get; init; }

    public required JsonElement Content { get; init; }

    public Relation? Relates { get; init; }

    public JsonElement? State { get; init; }

    public string[]? Labels { get; init; }

    /// <summary>When the sender wrote it, RFC 3339 UTC; absent means now. At most 5 minutes ahead.</summary>
    public string? Created { get; init; }

    public UserId? Sender { get; init; }

    public Provenance? Provenance { get; init; }
}
