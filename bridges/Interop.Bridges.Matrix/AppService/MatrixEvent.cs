using System.Text.Json;
using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>
/// An event as a homeserver pushes it (application service API, "Pushing events"). Ids are checked; the content is anything
/// that somebody wrote and is read through <see cref="MatrixJson"/> only.
/// </summary>
internal sealed record MatrixEvent
{
    public required MatrixEventId Id { get; init; }

    public required MatrixRoomId Room { get; init; }

    public required MatrixUserId Sender { get; init; }

    public required string Type { get; init; }

    /// <summary>Of state events; null otherwise.</summary>
    public string? StateKey { get; init; }

    /// <summary>The sender's claim, milliseconds since 1970; never an order.</summary>
    public required long SentAtMs { get; init; }

    /// <summary>An object; empty when the event has none.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>Of redactions in room versions before 11; later ones have it in the content.</summary>
    public MatrixEventId? TopLevelRedacts { get; init; }

    /// <summary>The membership before this one, if the homeserver told.</summary>
    public string? PreviousMembership { get; init; }

    private static readonly JsonElement Empty = JsonDocument.Parse("{}").RootElement;

    /// <summary>False when what identifies an event is missing or malformed: such a thing cannot be referred to, hence not archived.</summary>
    public static bool TryRead(JsonElement json, out MatrixEvent? read)
    {
        read = null;
        if (!MatrixEventId.TryParse(json.Text("event_id"), out var id) || !MatrixRoomId.TryParse(json.Text("room_id"), out var room)
            || !MatrixUserId.TryParse(json.Text("sender"), out var sender) || json.Text("type") is not { Length: > 0 and <= IngressLimits.TypeLengthMax } type)
            return false;
        read = new MatrixEvent
        {
            Id = id,
            Room = room,
            Sender = sender,
            Type = type,
            StateKey = json.Text("state_key"),
            SentAtMs = json.Number("origin_server_ts") ?? 0,
            Content = json.Object("content") ?? Empty,
            TopLevelRedacts = MatrixEventId.TryParse(json.Text("redacts"), out var target) ? target : null,
            PreviousMembership = json.Object("unsigned")?.Object("prev_content")?.Text("membership"),
        };
        return true;
    }
}
