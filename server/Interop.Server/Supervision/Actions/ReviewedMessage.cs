using System.Text.Json;
using Dapper;
using Interop.Protocol.Events;
using Interop.Server.Archive;
using Interop.Server.Supervision.Items;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Actions;

/// <summary>
/// Which items say that one more message of a person was reviewed (spec 07.9): coverage compares messages, and there are more items than messages. A message
/// may be in several queues; edits, what was refused, and what others wrote to a person are no messages of that person.
/// </summary>
internal static class ReviewedMessage
{
    /// <summary>Whether closing or reopening this item, and no other of the same message, makes the message reviewed or not.</summary>
    public static bool Changes(SqliteConnection writer, ItemRow item) =>
        item.Sender == item.Person && IsMessage(writer, item.Leaf)
        && writer.ExecuteScalar<long>("SELECT count(*) FROM supervision_items INDEXED BY supervision_items_leaf WHERE leaf=@Leaf AND id<>@Id AND person=@Person AND state=@Closed", new { item.Leaf, item.Id, item.Person, ItemStates.Closed }) == 0;

    private static bool IsMessage(SqliteConnection writer, long leaf)
    {
        if (writer.QuerySingleOrDefault<byte[]?>("SELECT record FROM records WHERE leaf=@leaf AND kind=@Event", new { leaf, LogRecord.Event }) is not { } octets)
            return false;
        using var record = JsonDocument.Parse(octets);
        return record.RootElement.GetProperty("header").GetProperty("type").GetString() == EventTypes.Message;
    }
}
