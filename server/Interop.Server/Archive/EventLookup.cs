using System.Text.Json;
using Dapper;
using Interop.Server.Pipeline;
using Interop.Server.Storage;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Archive;

/// <summary>Finds events in the archive by their id.</summary>
internal sealed class EventLookup(Database database)
{
    public EventReference? Find(EventId id)
    {
        var prefix = BitConverter.ToInt64(id.Digest());
        var rows = database.Read(c => c.Query<Row>("""
            SELECT r.leaf, r.kind, r.room_id AS RoomRow, r.sender AS SenderRow, r.record FROM event_index i JOIN records r ON r.leaf=i.leaf WHERE i.prefix=@prefix
            """, new { prefix }).AsList());
        foreach (var row in rows)
        {
            using var record = JsonDocument.Parse(row.Record);
            if (record.RootElement.GetProperty("event").GetString() == id.Value)
                return new EventReference(row.Leaf, row.RoomRow, row.SenderRow, record.RootElement.GetProperty("header").GetProperty("type").GetString()!, row.Kind == "event");
        }
        return null;
    }

    public bool IsRetracted(long leaf) =>
        database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM relations WHERE target=@leaf AND type='retract'", new { leaf })) > 0;

    private sealed record Row(long Leaf, string Kind, long RoomRow, long SenderRow, byte[] Record);
}
