using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Server.Archive;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Identity;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Delivery;

/// <summary>
/// Reads what waits in one room for some people, in pages, by the index of holds. An event that waits for many is read and opened once, as long as the
/// next page has it too. Not safe for concurrent use.
/// </summary>
internal sealed class HeldReader
{
    /// <summary>Rows of a page; as many as a proxy outside this process takes at once.</summary>
    public const int RowsMax = RemoteProxy.ItemsMax;

    private const string Rows = "SELECT h.user_id AS User, h.leaf AS Leaf, h.reason AS Reason, v.decided AS Reviewed FROM holds h LEFT JOIN reviews v ON v.leaf=h.leaf";

    private readonly Database database;
    private readonly CommittedReader committed;
    private readonly Queue<(User User, int Count)> left;
    private Dictionary<long, (HeldEvent Event, Lazy<CommittedEvent> Deliverable)> opened = [];
    private long after = -1;

    /// <param name="database">Of the server.</param>
    /// <param name="committed">Makes what is delivered.</param>
    /// <param name="room">Where it waits.</param>
    /// <param name="people">For whom, each with about how much it is.</param>
    public HeldReader(Database database, CommittedReader committed, Room room, IEnumerable<(User User, int Count)> people)
    {
        (this.database, this.committed, Room) = (database, committed, room);
        left = new(people.OrderBy(p => p.User.Id));
    }

    public Room Room { get; }

    /// <summary>The next page: each person's in the order of the log, those who come first complete. Null when nothing is left.</summary>
    public IReadOnlyList<(User User, HeldEvent[] Events)>? Read()
    {
        while (left.Count > 0)
        {
            var people = Next();
            var rows = database.Read(connection =>
            {
                var found = Query(connection, people);
                Open(connection, found);
                return found;
            });
            if (rows.Count < RowsMax)
                Leave(people.Length);
            else
            {
                // More than was counted may be there: who was cut off goes on behind this row, and who comes later is read again.
                Leave(left.Index().First(p => p.Item.User.Id == rows[^1].User).Index);
                after = rows[^1].Leaf;
            }
            if (rows.Count > 0)
                return [.. rows.GroupBy(r => r.User).Select(own => (Array.Find(people, u => u.Id == own.Key)!, own.Select(Event).ToArray()))];
        }
        return null;
    }

    /// <summary>What else waits for this person is not read.</summary>
    public void Skip(User user)
    {
        if (left.TryPeek(out var next) && next.User == user)
            Leave(1);
    }

    /// <summary>One of them; null when it does not wait.</summary>
    public HeldEvent? Find(User user, long leaf) => database.Read(connection =>
    {
        var found = connection.Query<Row>($"{Rows} WHERE h.leaf=@leaf AND h.user_id=@user", new { leaf, user = user.Id }).AsList();
        Open(connection, found);
        return found.Select(Event).FirstOrDefault();
    });

    /// <summary>Of the last page: the event as it is delivered. Made when a stream takes it, once for all of them.</summary>
    public Lazy<CommittedEvent> Deliverable(HeldEvent held) => opened[held.Leaf].Deliverable;

    /// <summary>How much waits for each one's hours now; who has nothing is not in it.</summary>
    public Dictionary<long, int> Count(IEnumerable<User> people) => database.Read(c => c.Query<(long User, int Count)>(
        "SELECT user_id, count(*) FROM holds WHERE user_id IN (SELECT value FROM json_each(@users)) AND room_id=@room AND reason='hours' GROUP BY user_id",
        new { users = Json(people.Select(u => u.Id)), room = Room.Id }).ToDictionary(row => row.User, row => row.Count));

    /// <summary>The first ones of whom a page is expected to have all.</summary>
    private User[] Next()
    {
        if (after >= 0)
            return [left.Peek().User];
        var sum = 0;
        return [.. left.TakeWhile((p, place) => (sum += p.Count) <= RowsMax || place == 0).Select(p => p.User)];
    }

    private void Leave(int count)
    {
        if (count > 0)
            after = -1;
        while (count-- > 0)
            left.Dequeue();
    }

    private List<Row> Query(SqliteConnection connection, User[] people) => people.Length == 1
        ? connection.Query<Row>($"{Rows} WHERE h.user_id=@user AND h.room_id=@room AND h.leaf>@after ORDER BY h.leaf LIMIT @max", new { user = people[0].Id, room = Room.Id, after, max = RowsMax }).AsList()
        : connection.Query<Row>($"{Rows} WHERE h.user_id IN (SELECT value FROM json_each(@users)) AND h.room_id=@room ORDER BY h.user_id, h.leaf LIMIT @max",
            new { users = Json(people.Select(u => u.Id)), room = Room.Id, max = RowsMax }).AsList();

    private void Open(SqliteConnection connection, List<Row> rows)
    {
        var wanted = rows.Select(r => r.Leaf).ToHashSet();
        opened = opened.Where(known => wanted.Contains(known.Key)).ToDictionary();
        var missing = wanted.Where(leaf => !opened.ContainsKey(leaf)).ToArray();
        foreach (var held in connection.Query<HeldEvent>("SELECT leaf, 'hours' AS reason, sender AS SenderRow, record, opened(body) AS body FROM records WHERE leaf IN (SELECT value FROM json_each(@leaves))", new { leaves = Json(missing) }))
            opened.Add(held.Leaf, (held, new(() => database.Read(c => committed.Of(c, held.Leaf, held.Record, held.Body)), LazyThreadSafetyMode.PublicationOnly)));
    }

    private HeldEvent Event(Row row) => opened[row.Leaf].Event with { Reason = row.Reason, Reviewed = row.Reviewed };

    private static string Json(IEnumerable<long> ids) => JsonSerializer.Serialize([.. ids], OcipJson.Default.Int64Array);

    private sealed class Row
    {
        public long User { get; init; }

        public long Leaf { get; init; }

        public string Reason { get; init; } = "";

        public string? Reviewed { get; init; }
    }
}
