using System.Text.Json;
using Dapper;
using Interop.Protocol.ClientApi;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Delivery;

/// <summary>
/// The newest message of each of a persona's rooms (spec 13.2), by the rules of <see cref="RecipientReader"/>: in the persona's stays, without what was decided
/// otherwise and not released. Three queries however many rooms there are; no text is kept in memory, since what ends must end everywhere.
/// </summary>
internal sealed class LastMessages(Database database, UserDirectory users)
{
    /// <summary>Places back from a room's end at which its newest message is looked for: further back nobody has written for long.</summary>
    private const int PlacesBackMax = 200;

    /// <summary>Rooms whose messages are opened: those with the newest events.</summary>
    private const int OpenedMax = 500;

    /// <summary>The event <c>r</c> is one that the user may see.</summary>
    private const string Visible = """
        (r.exceptions IS NULL OR json_extract(r.exceptions, @mine) IS NULL OR EXISTS (SELECT 1 FROM personal_items i INDEXED BY personal_items_target WHERE i.target=r.leaf AND i.user_id=@user AND i.kind='release'))
        AND EXISTS (SELECT 1 FROM participants p WHERE p.user_id=@user AND p.room_id=r.room_id AND p.joined_seq<=r.seq AND (p.left_seq IS NULL OR p.left_seq>=r.seq))
        """;

    private const string NewestPlaces = $"""
        SELECT m.id AS Room,
          (SELECT r.leaf FROM records r WHERE r.room_id=m.id AND r.seq>m.head_seq-@back AND {Visible} ORDER BY r.seq DESC LIMIT 1) AS Active,
          (SELECT r.leaf FROM records r WHERE r.room_id=m.id AND r.seq>m.head_seq-@back AND json_extract(CAST(r.record AS TEXT), '$.header.type')='message' AND {Visible}
            ORDER BY r.seq DESC LIMIT 1) AS Message
        FROM rooms m WHERE m.id IN (SELECT value FROM json_each(@rooms))
        """;

    private const string Changes = $"""
        SELECT o.leaf AS Leaf,
          EXISTS (SELECT 1 FROM relations x JOIN records r ON r.leaf=x.leaf WHERE x.target=o.leaf AND x.type='retract' AND r.sender=o.sender AND {Visible}) AS Retracted,
          (SELECT x.leaf FROM relations x JOIN records r ON r.leaf=x.leaf WHERE x.target=o.leaf AND x.type='edit' AND r.sender=o.sender AND {Visible}
            ORDER BY x.leaf DESC LIMIT 1) AS Edit,
          o.sender=@user AND EXISTS (SELECT 1 FROM holds h WHERE h.leaf=o.leaf) AS Held
        FROM records o WHERE o.leaf IN (SELECT value FROM json_each(@leaves))
        """;

    // Of what was redacted the redacted body alone is delivered, and with the original it has ended too.
    private const string Records = """
        SELECT r.leaf AS Leaf, r.seq AS Seq, r.sender AS Sender, r.record AS Record,
          CASE WHEN r.leaf IN (SELECT value FROM json_each(@opened)) THEN opened(r.body) END AS Body,
          CASE WHEN r.leaf IN (SELECT value FROM json_each(@opened)) THEN opened(d.body) END AS Redacted
        FROM records r LEFT JOIN redactions d ON d.leaf=r.leaf WHERE r.leaf IN (SELECT value FROM json_each(@leaves))
        """;

    /// <summary>The rooms as the user sees them, those with the newest events first.</summary>
    public IReadOnlyList<RoomView> Newest(User user, IReadOnlyList<Room> rooms) => rooms.Count == 0 ? [] : database.Read(c =>
    {
        var mine = $"$.\"{user.Id}\"";
        var found = c.Query<Place>(NewestPlaces, new { user = user.Id, mine, back = PlacesBackMax, rooms = Json(rooms.Select(r => r.Id)) }).ToDictionary(p => p.Room);
        var order = rooms.OrderByDescending(r => found[r.Id].Active ?? -1).ThenByDescending(r => r.Id).ToList();
        var messages = order.Select(r => found[r.Id].Message).OfType<long>().ToList();
        var changes = c.Query<Change>(Changes, new { user = user.Id, mine, leaves = Json(messages) }).ToDictionary(x => x.Leaf);
        // Its last words are of the newest edit; where and when it was said, of the message itself.
        var opened = messages.Take(OpenedMax).Select(leaf => changes[leaf]).Where(x => !x.Retracted).Select(x => x.Edit ?? x.Leaf).ToList();
        var leaves = messages.Concat(opened).Concat(order.Select(r => found[r.Id].Active).OfType<long>()).Distinct();
        var records = c.Query<Row>(Records, new { opened = Json(opened), leaves = Json(leaves) }).ToDictionary(r => r.Leaf);
        return order.Select(room => room.View() with
        {
            Active = found[room.Id].Active is { } active ? Stated(records[active]).At : null,
            Last = found[room.Id].Message is { } leaf ? Message(records, changes[leaf], opened) : null,
        }).ToList();
    });

    private LastMessage Message(Dictionary<long, Row> records, Change change, List<long> opened)
    {
        var (row, version) = (records[change.Leaf], change.Edit ?? change.Leaf);
        var (id, at, _) = Stated(row);
        var (kind, text) = change.Retracted ? (LastMessage.KindRetracted, null)
            : opened.Contains(version) ? LastWords.Of(Body(records[version]))
            : (LastMessage.KindOther, null);
        return new LastMessage { Event = id, Seq = row.Seq, Sender = users.Get(row.Sender).UserId, At = at, Kind = kind, Text = text, Held = change.Held ? true : null };
    }

    private static byte[]? Body(Row row) => row.Body is not null && Stated(row).IsRedacted ? row.Redacted : row.Body;

    private static (EventId Event, string At, bool IsRedacted) Stated(Row row)
    {
        using var record = JsonDocument.Parse(row.Record);
        var root = record.RootElement;
        return (EventId.Parse(root.GetProperty("event").GetString()!), root.GetProperty("hub").GetProperty("accepted").GetString()!, root.GetProperty("decision").TryGetProperty("redacted", out _));
    }

    private static string Json(IEnumerable<long> numbers) => $"[{string.Join(',', numbers)}]";

    private sealed class Place
    {
        public long Room { get; init; }

        public long? Active { get; init; }

        public long? Message { get; init; }
    }

    private sealed class Change
    {
        public long Leaf { get; init; }

        public bool Retracted { get; init; }

        public long? Edit { get; init; }

        public bool Held { get; init; }
    }

    private sealed class Row
    {
        public long Leaf { get; init; }

        public long Seq { get; init; }

        public long Sender { get; init; }

        public byte[] Record { get; init; } = [];

        public byte[]? Body { get; init; }

        public byte[]? Redacted { get; init; }
    }
}
