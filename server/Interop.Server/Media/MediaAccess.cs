using System.Text;
using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Peers;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>
/// Who may have which media (spec 15): a reference belongs to its event, so whoever was given the event. Each question goes from the digest to the few
/// records that refer to it.
/// </summary>
internal sealed class MediaAccess(Database database, MediaNames names, RoomDirectory rooms, Agreements agreements)
{
    /// <summary>Whether the person was given an event with it, and that was not taken back; or has put it in.</summary>
    public bool MayRead(User user, string digest)
    {
        var name = names.Of(digest);
        return database.Read(c => HasPutIn(c, user, name) || WasGiven(c, user, name));
    }

    /// <summary>Whether the person may write an event that refers to it: as above, and what the person has sent once may be sent again.</summary>
    public bool MayRefer(User user, string digest)
    {
        var name = names.Of(digest);
        return database.Read(c => HasPutIn(c, user, name) || HasSent(c, user, name) || WasGiven(c, user, name));
    }

    /// <summary>Whether another provider was sent an event with it, or is being asked to order one, and the agreement covers that event.</summary>
    public bool MayRead(ProviderName peer, string digest)
    {
        var prefix = $"ocip://{peer.Value}/u/";
        var rows = database.Read(c => c.Query<Row>("""
            SELECT r.leaf, r.room_id AS RoomRow, r.record, opened(r.body) AS body FROM media_references m JOIN records r ON r.leaf=m.leaf JOIN rooms o ON o.id=m.room_id
            WHERE m.name=@name AND r.body IS NOT NULL AND ((r.kind='egress' AND o.hub=@peer) OR (r.kind='event' AND EXISTS (
              SELECT 1 FROM participants p JOIN users u ON u.id=p.user_id
              WHERE p.room_id=m.room_id AND p.joined_seq<=r.seq AND (p.left_seq IS NULL OR p.left_seq>=r.seq) AND substr(u.local, 1, @length)=@prefix)))
            ORDER BY r.leaf DESC LIMIT 16
            """, new { name = names.Of(digest).Value, peer = peer.Value, prefix, length = prefix.Length }).AsList());
        return rows.Exists(row => Covers(peer, row));
    }

    /// <summary>Whether the archive gives out the body of an event that refers to it: one that is kept and not sealed.</summary>
    public bool IsOpenInArchive(string digest) => database.Read(c => c.ExecuteScalar<long>(
        $"SELECT EXISTS (SELECT 1 FROM media_references m JOIN records ON records.leaf=m.leaf WHERE m.name=@name AND records.body IS NOT NULL AND NOT {Seals.IsSealed})", new { name = names.Of(digest).Value })) > 0;

    private bool Covers(ProviderName peer, Row row)
    {
        using var record = JsonDocument.Parse(row.Record);
        using var body = JsonDocument.Parse(row.Body);
        var header = record.RootElement.GetProperty("header").Deserialize(OcipJson.Default.EventHeader)!;
        return RoomUse.Check(agreements, peer, rooms.Get(row.RoomRow), header, body.RootElement.GetProperty("content")) is null;
    }

    private static bool HasPutIn(SqliteConnection connection, User user, MediaName name) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM media_uploads WHERE owner=@owner AND name=@name", new { owner = MediaOwner.Of(user), name = name.Value }) > 0;

    /// <summary>Also what is still on its way to the hub of its room.</summary>
    private static bool HasSent(SqliteConnection connection, User user, MediaName name) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM media_references m JOIN records r ON r.leaf=m.leaf WHERE m.name=@name AND r.sender=@user AND r.kind<>'refusal'", new { name = name.Value, user = user.Id }) > 0;

    private static bool WasGiven(SqliteConnection connection, User user, MediaName name)
    {
        // Within a stay, not erased, not taken back; of what went out to a hub its sender alone.
        var rows = connection.Query<(string? Exceptions, bool Released)>("""
            SELECT r.exceptions, EXISTS (SELECT 1 FROM personal_items i WHERE i.target=r.leaf AND i.user_id=@user AND i.kind='release')
            FROM media_references m
            JOIN participants p ON p.room_id=m.room_id AND p.user_id=@user
            JOIN records r ON r.leaf=m.leaf
            WHERE m.name=@name AND m.delivered=1 AND r.body IS NOT NULL
              AND ((r.kind='event' AND r.seq>=p.joined_seq AND (p.left_seq IS NULL OR r.seq<=p.left_seq)) OR (r.kind='egress' AND r.sender=@user))
              AND (r.sender=@user OR NOT EXISTS (SELECT 1 FROM seals s WHERE s.leaf=m.leaf))
              AND NOT EXISTS (SELECT 1 FROM relations t WHERE t.target=m.leaf AND t.type='retract')
            """, new { name = name.Value, user = user.Id }, buffered: false);
        foreach (var (exceptions, released) in rows)
        {
            if (exceptions is null || released || !IsNamed(exceptions, user))
                return true;
        }
        return false;
    }

    /// <summary>Exceptions are {"user row": "code"}.</summary>
    private static bool IsNamed(string exceptions, User user)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(exceptions));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(user.Id.ToString()))
                return true;
        }
        return false;
    }

    private sealed record Row(long Leaf, long RoomRow, byte[] Record, byte[] Body);
}
