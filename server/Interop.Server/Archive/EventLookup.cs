using System.Text.Json;
using Dapper;
using Interop.Server.Pipeline;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Archive;

/// <summary>Finds events in the archive by their id.</summary>
internal sealed class EventLookup(Database database, EventIndex index)
{
    public EventReference? Find(EventId id)
    {
        var prefix = EventIndex.PrefixOf(id.Digest());
        var rows = database.Read(c => c.Query<Row>("""
            SELECT leaf, kind, room_id AS RoomRow, sender AS SenderRow, record FROM records WHERE leaf=@recent
            UNION ALL
            SELECT r.leaf, r.kind, r.room_id, r.sender, r.record FROM event_index i JOIN records r ON r.leaf=i.leaf WHERE i.prefix=@prefix
            """, new { prefix, recent = index.FindRecent(prefix) ?? -1 }).AsList());
        // An own event that went out to its hub has two records once it is back: the one with its place counts.
        foreach (var row in rows.OrderByDescending(r => r.Kind == LogRecord.Event))
        {
            using var record = JsonDocument.Parse(row.Record);
            if (record.RootElement.GetProperty("event").GetString() == id.Value)
                return new EventReference(row.Leaf, row.RoomRow, row.SenderRow, record.RootElement.GetProperty("header").GetProperty("type").GetString()!, row.Kind);
        }
        return null;
    }

    public bool IsRetracted(long leaf) =>
        database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM relations WHERE target=@leaf AND type='retract'", new { leaf })) > 0;

    private sealed record Row(long Leaf, string Kind, long RoomRow, long SenderRow, byte[] Record);
}
