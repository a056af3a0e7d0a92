using System.Text.Json;
using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Search.Conversations;

/// <summary>
/// Which records a room has, in the order of the log. Events lie by their place, which rises with the index; what stands beside them lies by index. Both are read
/// from where they are asked for: no room is read from its beginning.
/// </summary>
internal sealed class RoomTimeline(Database database)
{
    // An own event that came back with its place stands there by that record.
    private const string Beside = "room_id=@room AND seq IS NULL AND NOT (kind='egress' AND body IS NULL) AND kind NOT IN @hidden";

    /// <summary>The first records after an index, up to another, at most so many.</summary>
    public List<long> After(long room, long after, long upTo, int limit, string[] hidden) => database.Read(c =>
    {
        var from = FirstSeqAfter(c, room, after);
        var events = c.Query<long>("SELECT leaf FROM records WHERE room_id=@room AND seq>=@from AND leaf<=@upTo ORDER BY seq LIMIT @limit", new { room, from, upTo, limit });
        var beside = c.Query<long>($"SELECT leaf FROM records WHERE {Beside} AND leaf>@after AND leaf<=@upTo ORDER BY leaf LIMIT @limit", new { room, after, upTo, limit, hidden });
        return events.Concat(beside).Order().Take(limit).ToList();
    });

    /// <summary>The last records before an index, in rising order.</summary>
    public List<long> Before(long room, long before, int limit, string[] hidden) => database.Read(c =>
    {
        var to = FirstSeqAfter(c, room, before - 1);
        var events = c.Query<long>("SELECT leaf FROM records WHERE room_id=@room AND seq<@to ORDER BY seq DESC LIMIT @limit", new { room, to, limit });
        var beside = c.Query<long>($"SELECT leaf FROM records WHERE {Beside} AND leaf<@before ORDER BY leaf DESC LIMIT @limit", new { room, before, limit, hidden });
        return events.Concat(beside).OrderDescending().Take(limit).Order().ToList();
    });

    /// <summary>The last place at or before an index; 0 for none.</summary>
    public long SeqAt(long room, long leaf) => database.Read(c => FirstSeqAfter(c, room, leaf) - 1);

    /// <summary>The last index that was archived at or before a time; −1 for none. Times rise with the index (ARC-8.90).</summary>
    public long LeafAt(DateTimeOffset time, long size) => database.Read(c =>
    {
        var (low, high) = (0L, size);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (TimeOf(c, middle) <= time)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    });

    private static DateTimeOffset TimeOf(SqliteConnection c, long leaf)
    {
        using var record = JsonDocument.Parse(c.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@leaf", new { leaf }));
        return WireTime.Parse(record.RootElement.GetProperty("at").GetString()!);
    }

    /// <summary>Found by halving: leaves rise with seq. A copy of another provider's room begins at a later place than 1.</summary>
    private static long FirstSeqAfter(SqliteConnection c, long room, long after)
    {
        var (low, high) = (1L, c.ExecuteScalar<long>("SELECT coalesce(max(seq), 0) FROM records WHERE room_id=@room AND seq IS NOT NULL", new { room }) + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (c.ExecuteScalar<long?>("SELECT leaf FROM records WHERE room_id=@room AND seq>=@middle ORDER BY seq LIMIT 1", new { room, middle }) is { } leaf && leaf <= after)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
