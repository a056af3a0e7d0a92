using System.Buffers.Text;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Outbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Rooms;

/// <summary>What a hub gives its followers so that each has a copy that it can check (spec 06): a room's state to begin with, and events by seq.</summary>
internal sealed class RoomCopies(Database database, UserDirectory users)
{
    public const int EventsMax = 50;
    private const int OctetsMax = 1024 * 1024;

    /// <summary>The room as it was before an entry of this provider's choice; only from the peer's first join on.</summary>
    /// <exception cref="ProblemException">5.5.4: the peer had no part in the room then.</exception>
    public RoomState State(Room room, ProviderName peer, long before) => database.Read(connection =>
    {
        Check(connection, room, peer, before);
        var stays = connection.Query<(long User, string Role)>("""
            SELECT user_id, role FROM participants WHERE room_id=@room AND joined_seq<@before AND (left_seq IS NULL OR left_seq>=@before) ORDER BY joined_seq
            """, new { room = room.Id, before });
        return new RoomState
        {
            Room = room.RoomId,
            Hub = room.Hub,
            Kind = room.Kind,
            Name = room.Name,
            Topic = room.Topic,
            Participants = [.. stays.Select(s => (User: users.Get(s.User), s.Role)).Select(s => new ParticipantView(s.User.UserId, s.User.DisplayName, s.User.Kind, null, s.Role))],
            Portals = room.View().Portals,
            Supervision = room.Supervision.Length == 0 ? null : room.Supervision,
            Seq = before - 1,
            Hash = before == 1 ? EventIdentity.NoPrevious : Base64Url.EncodeToString(HashAt(connection, room, before - 1)),
        };
    });

    /// <summary>Events after a seq, as far as the peer had a part in the room when they were placed.</summary>
    public Backfill Events(Room room, ProviderName peer, long after, int limit) => database.Read(connection =>
    {
        Check(connection, room, peer, after + 1);
        var batches = new AttestationBuilder();
        var events = new List<FederatedEvent>();
        var octets = 0;
        foreach (var (leaf, size) in connection.Query<(long, long)>(
            "SELECT leaf, length(record)+coalesce(length(body), 0) FROM records WHERE room_id=@room AND seq>@after ORDER BY seq LIMIT @limit",
            new { room = room.Id, after, limit = Math.Clamp(limit, 1, EventsMax) }))
        {
            octets += (int)size + 2048;
            if (octets > OctetsMax && events.Count > 0)
                break;
            if (FederatedEventReader.Read(connection, leaf, batches) is not { } found || !HadPart(connection, room, peer, found.Hub!.Seq))
                break;
            var record = connection.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@leaf", new { leaf });
            events.Add(WithheldBodies.For(connection, peer, room.Id, record, found));
        }
        return new Backfill([.. batches.Batches], [.. events], room.Head.Seq);
    });

    private static void Check(SqliteConnection connection, Room room, ProviderName peer, long seq)
    {
        if (seq < 1 || seq > room.Head.Seq + 1)
            throw new ProblemException(DecisionCodes.Malformed, $"The room has {room.Head.Seq} events.");
        if (!HadPart(connection, room, peer, Math.Min(seq, room.Head.Seq)))
            throw new ProblemException(DecisionCodes.NotFound, "There is no such room here.");
    }

    private static bool HadPart(SqliteConnection connection, Room room, ProviderName peer, long seq) => connection.ExecuteScalar<long>("""
        SELECT count(*) FROM participants p JOIN users u ON u.id=p.user_id
        WHERE p.room_id=@room AND p.joined_seq<=@seq AND (p.left_seq IS NULL OR p.left_seq>=@seq) AND u.local LIKE @users ESCAPE '\'
        """, new { room = room.Id, seq, users = $"ocip://{peer.Value}/u/%" }) > 0;

    private static byte[] HashAt(SqliteConnection connection, Room room, long seq) =>
        HubEntryHash.Of(connection.QuerySingle<byte[]>("SELECT record FROM records WHERE room_id=@room AND seq=@seq", new { room = room.Id, seq }));
}
