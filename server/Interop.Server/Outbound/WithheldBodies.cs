using System.Text.Json;
using Dapper;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Outbound;

/// <summary>
/// What none of a provider's people may have does not go there (spec 7.8): the provider gets header, place and stamp, so that its copy of the room has no
/// gap, and no body. Of what changes the room the body goes all the same: without it the copy would be another room.
/// </summary>
internal static class WithheldBodies
{
    /// <summary>The event as that provider gets it; the same object when nothing is withheld, as for nearly every event.</summary>
    /// <param name="connection">For reading who was in the room.</param>
    /// <param name="peer">To whom it goes.</param>
    /// <param name="room">Row of the room.</param>
    /// <param name="record">Fixed part of the event's record.</param>
    /// <param name="ev">The event as everybody gets it.</param>
    public static FederatedEvent For(SqliteConnection connection, ProviderName peer, long room, byte[] record, FederatedEvent ev)
    {
        if (ev is not { Body: not null, Hub: { } place } || ev.Header.Type is EventTypes.Membership or EventTypes.Room or EventTypes.Supervision or EventTypes.Retract
            || record.AsSpan().IndexOf("\"recipients\":["u8) < 0 || Blocked(record, peer) is not { Count: > 0 } blocked)
            return ev;
        var present = connection.Query<string>("""
            SELECT u.local FROM participants p JOIN users u ON u.id=p.user_id
            WHERE p.room_id=@room AND p.joined_seq<@seq AND (p.left_seq IS NULL OR p.left_seq>=@seq) AND u.local LIKE @of
            """, new { room, seq = place.Seq, of = $"ocip://{peer.Value}/u/%" });
        return present.All(blocked.Contains) ? ev with { Body = null } : ev;
    }

    private static HashSet<string> Blocked(byte[] record, ProviderName peer)
    {
        using var document = JsonDocument.Parse(record);
        if (!document.RootElement.GetProperty("decision").TryGetProperty("recipients", out var recipients))
            return [];
        return [.. recipients.EnumerateArray().Where(r => r.GetProperty("code").GetString() is ['5', ..]).Select(r => r.GetProperty("user").GetString()!)
            .Where(user => UserId.TryParse(user, out var id) && id.Provider == peer)];
    }
}
