using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Delivery;

/// <summary>
/// Reads a recipient's stream from the log: the events of the rooms during the recipient's stays, except those decided otherwise, and
/// the releases and delivery reports that are for this recipient, all in the order of the log.
/// </summary>
internal sealed class RecipientReader(Database database, RoomDirectory rooms, UserDirectory users, CommittedReader committed)
{
    private const int PageItems = 200;

    /// <summary>The next page after <paramref name="after"/>, at most up to <paramref name="head"/>.</summary>
    public StreamPage Read(User? user, string? network, long after, long head) =>
        database.Read(connection => user is not null ? ForUser(connection, user, after, head) : ForNetwork(connection, network!, after, head));

    /// <summary>Whether the user is or was a participant: to others there is no such room.</summary>
    public bool WasEverIn(User user, Room room) => database.Read(connection => Stays(connection, user, room.Id).Count > 0);

    /// <summary>Events of one room that the user may see, from a seq on.</summary>
    public StreamPage ReadRoom(User user, Room room, long afterSeq, int limit) => database.Read(connection =>
    {
        var writer = new FrameWriter();
        var last = afterSeq;
        foreach (var stay in Stays(connection, user, room.Id))
        {
            last = Math.Max(last, stay.JoinedSeq - 1);
            List<Row> rows;
            do
            {
                rows = connection.Query<Row>($"{SelectRow} WHERE room_id=@room AND seq>@last AND seq<=@to ORDER BY seq LIMIT @limit",
                    new { room = room.Id, last, to = stay.LeftSeq ?? long.MaxValue, limit }).AsList();
                foreach (var row in rows)
                {
                    last = row.Seq!.Value;
                    if (IsException(row.Exceptions, user) && !WasReleased(connection, row.Leaf, user))
                        continue;
                    writer.WriteEvent(row.Leaf, committed.Of(connection, row.Leaf, row.Record, row.Body), released: false, recipients: null);
                    if (writer.IsFull || writer.Count >= limit)
                        return new StreamPage(last, writer.ToFrame(last));
                }
            }
            while (rows.Count == limit);
        }
        return new StreamPage(last, writer.ToFrame(last));
    });

    private static bool WasReleased(SqliteConnection connection, long leaf, User user) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM personal_items WHERE target=@leaf AND user_id=@user AND kind='release'", new { leaf, user = user.Id }) > 0;

    private const string SelectRow = "SELECT leaf, kind, room_id AS RoomRow, seq, sender AS SenderRow, record, opened(body) AS body, exceptions FROM records";

    private StreamPage ForUser(SqliteConnection connection, User user, long after, long head)
    {
        var found = new List<(long Leaf, string Kind, long? Target)>();
        var limited = head;
        foreach (var stay in connection.Query<Stay>("""
            SELECT p.room_id AS RoomRow, p.joined_seq AS JoinedSeq, p.left_seq AS LeftSeq, r.head_seq AS HeadSeq FROM participants p JOIN rooms r ON r.id=p.room_id
            WHERE p.user_id=@id AND r.head_leaf>@after
            """, new { id = user.Id, after }))
        {
            var from = FirstSeqAfter(connection, stay, after);
            var leaves = connection.Query<long>("SELECT leaf FROM records WHERE room_id=@room AND seq>=@from AND seq<=@to AND leaf<=@head ORDER BY seq LIMIT @limit",
                new { room = stay.RoomRow, from, to = stay.LeftSeq ?? long.MaxValue, head, limit = PageItems }).AsList();
            // A room with more than a page bounds the page for all: beyond its last leaf it may have more.
            if (leaves.Count == PageItems)
                limited = Math.Min(limited, leaves[^1]);
            found.AddRange(leaves.Select(leaf => (leaf, "event", (long?)null)));
        }
        var own = connection.Query<(long Leaf, string Kind, long? Target)>(
            "SELECT leaf, kind, target FROM personal_items WHERE user_id=@id AND leaf>@after AND leaf<=@head ORDER BY leaf LIMIT @limit",
            new { id = user.Id, after, head, limit = PageItems }).AsList();
        if (own.Count == PageItems)
            limited = Math.Min(limited, own[^1].Leaf);
        found.AddRange(own);
        found.Sort((one, other) => one.Leaf.CompareTo(other.Leaf));

        var writer = new FrameWriter();
        var cursor = after;
        foreach (var (leaf, kind, target) in found.Where(f => f.Leaf <= limited))
        {
            if (writer.IsFull && leaf != cursor)
                return new StreamPage(cursor, writer.ToFrame(cursor));
            if (kind == "status")
                writer.WriteStatus(leaf, Status(connection, leaf));
            else
                WriteEvent(connection, writer, user, leaf, target);
            cursor = leaf;
        }
        return new StreamPage(limited, writer.Count == 0 ? null : writer.ToFrame(limited));
    }

    private void WriteEvent(SqliteConnection connection, FrameWriter writer, User user, long leaf, long? released)
    {
        var row = connection.QuerySingle<Row>($"{SelectRow} WHERE leaf=@leaf", new { leaf = released ?? leaf });
        if (released is null && IsException(row.Exceptions, user))
            return;
        writer.WriteEvent(leaf, committed.Of(connection, row.Leaf, row.Record, row.Body), released is not null, recipients: null);
    }

    /// <summary>A bridge reads the log straight through: most of it is for it, or for another bridge and quickly passed over.</summary>
    private StreamPage ForNetwork(SqliteConnection connection, string network, long after, long head)
    {
        var writer = new FrameWriter();
        var rows = connection.Query<Row>($"{SelectRow} WHERE leaf>@after AND leaf<=@head ORDER BY leaf LIMIT @limit", new { after, head, limit = PageItems }).AsList();
        foreach (var row in rows)
        {
            ItemFor(connection, network, row)?.Write(writer, network);
            after = row.Leaf;
            if (writer.IsFull)
                return new StreamPage(after, writer.ToFrame(after));
        }
        var cursor = rows.Count < PageItems ? head : after;
        return new StreamPage(cursor, writer.Count == 0 ? null : writer.ToFrame(cursor));
    }

    private DeliveryItem? ItemFor(SqliteConnection connection, string network, Row row)
    {
        switch (row.Kind)
        {
            case "event":
                var room = rooms.Get(row.RoomRow!.Value);
                return room.Networks.Contains(network) || row.Exceptions is not null || room.Portals.Any(p => p.Network == network)
                    ? Event(connection, row, row.Leaf, room, null)
                    : null;
            case LogRecord.Release:
                var released = connection.QuerySingleOrDefault<(long User, long Target)?>(
                    "SELECT user_id, target FROM personal_items WHERE leaf=@leaf AND kind='release'", new { leaf = row.Leaf });
                if (released is not { } release)
                    return null;
                var target = connection.QuerySingle<Row>($"{SelectRow} WHERE leaf=@leaf", new { leaf = release.Target });
                return Event(connection, target, row.Leaf, rooms.Get(target.RoomRow!.Value), users.Get(release.User));
            case LogRecord.Portal:
                var portal = connection.QuerySingleOrDefault<string?>("SELECT portal FROM network_items WHERE network=@network AND leaf=@leaf", new { network, leaf = row.Leaf });
                return portal is null ? null : new PortalDelivery(row.Leaf, network, JsonSerializer.Deserialize(portal, OcipJson.Default.PortalRequest)!);
            default:
                return null;
        }
    }

    private EventDelivery Event(SqliteConnection connection, Row row, long position, Room room, User? releasedTo)
    {
        var there = connection.Query<Stay>("""
            SELECT user_id AS UserRow, role, joined_seq AS JoinedSeq FROM participants WHERE room_id=@room AND joined_seq<=@seq AND (left_seq IS NULL OR left_seq>=@seq) ORDER BY joined_seq
            """, new { room = room.Id, seq = row.Seq }).Select(s => new Participant(users.Get(s.UserRow), s.Role ?? Participant.Member, s.JoinedSeq)).ToArray();
        var item = committed.Of(connection, row.Leaf, row.Record, row.Body);
        return new EventDelivery(position, room, there, users.Get(row.SenderRow!.Value), CommittedReader.NetworkOf(item), Exceptions(row.Exceptions), item) { ReleasedTo = releasedTo };
    }

    private List<RecipientException>? Exceptions(string? json) => json is null
        ? null
        : [.. Codes(json).Select(e => new RecipientException(users.Get(e.Key), DecisionCodes.Find(e.Value)!))];

    private static bool IsException(string? json, User user) => json is not null && Codes(json).ContainsKey(user.Id);

    private static Dictionary<long, string> Codes(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => long.Parse(p.Name), p => p.Value.GetString()!);
    }

    private static DeliveryStatus Status(SqliteConnection connection, long leaf)
    {
        var (record, body) = connection.QuerySingle<(byte[] Record, byte[]? Body)>("SELECT record, opened(body) FROM records WHERE leaf=@leaf", new { leaf });
        return StatusOf.Record(record, body);
    }

    private static List<Stay> Stays(SqliteConnection connection, User user, long room) => connection.Query<Stay>(
        "SELECT room_id AS RoomRow, joined_seq AS JoinedSeq, left_seq AS LeftSeq FROM participants WHERE user_id=@id AND room_id=@room ORDER BY joined_seq",
        new { id = user.Id, room }).AsList();

    /// <summary>The first seq of the stay that lies after a position: leaves rise with seq, so it is found by halving.</summary>
    private static long FirstSeqAfter(SqliteConnection connection, Stay stay, long after)
    {
        var low = stay.JoinedSeq;
        var high = Math.Min(stay.LeftSeq ?? long.MaxValue, stay.HeadSeq) + 1;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var leaf = connection.QuerySingle<long>("SELECT leaf FROM records WHERE room_id=@room AND seq=@middle", new { room = stay.RoomRow, middle });
            if (leaf > after)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private sealed class Row
    {
        public long Leaf { get; init; }

        public string Kind { get; init; } = "";

        public long? RoomRow { get; init; }

        public long? Seq { get; init; }

        public long? SenderRow { get; init; }

        public byte[] Record { get; init; } = [];

        public byte[]? Body { get; init; }

        public string? Exceptions { get; init; }
    }

    private sealed class Stay
    {
        public long RoomRow { get; init; }

        public long UserRow { get; init; }

        public string? Role { get; init; }

        public long JoinedSeq { get; init; }

        public long? LeftSeq { get; init; }

        public long HeadSeq { get; init; }
    }
}
