using System.Text.Json;
using Dapper;
using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>Native events on their way to the server; done rows stay for a while, without content, so that repeats are recognised.</summary>
internal static class InboxTable
{
    /// <summary>Adds an event; false when it was there already.</summary>
    public static bool Add(SqliteConnection connection, InboundEvent inbound, Guid transaction, string now) => connection.Execute(
        """
        INSERT INTO inbox (room, native_id, sender, body, received_at, transaction_id) VALUES (@room, @id, @sender, @body, @now, @transaction)
        ON CONFLICT (room, native_id) DO NOTHING
        """,
        new
        {
            room = inbound.Room.Value, id = inbound.Id.Value, sender = inbound.Sender.Value,
            body = JsonSerializer.Serialize(inbound, BridgeJson.Default.InboundEvent), now, transaction = transaction.ToString("D"),
        }) == 1;

    public static bool Has(SqliteConnection connection, NativeRoomId room, NativeEventId id) => connection.ExecuteScalar<long>(
        "SELECT EXISTS (SELECT 1 FROM inbox WHERE room = @room AND native_id = @id)", new { room = room.Value, id = id.Value }) == 1;

    /// <summary>What waits longest in a room, oldest first.</summary>
    public static IReadOnlyList<InboxRow> Waiting(SqliteConnection connection, string room, int max) =>
    [
        .. connection.Query<InboxRow>(
            """
            SELECT seq AS Seq, room AS Room, native_id AS NativeId, sender AS Sender, body AS Body, received_at AS ReceivedAt,
                transaction_id AS TransactionId
            FROM inbox WHERE state = 0 AND room = @room ORDER BY seq LIMIT @max
            """,
            new { room, max }),
    ];

    /// <summary>From now on the row goes in this transaction.</summary>
    public static void SetTransaction(SqliteConnection connection, long seq, TransactionId transaction) => connection.Execute(
        "UPDATE inbox SET transaction_id = @transaction WHERE seq = @seq", new { seq, transaction = transaction.Value });

    public static IReadOnlyList<string> WaitingRooms(SqliteConnection connection) =>
        [.. connection.Query<string>("SELECT DISTINCT room FROM inbox WHERE state = 0")];

    public static IReadOnlyDictionary<string, int> WaitingBySender(SqliteConnection connection) => connection
        .Query<(string Sender, long Rows)>("SELECT sender, count(*) FROM inbox WHERE state = 0 GROUP BY sender").ToDictionary(r => r.Sender, r => (int)r.Rows);

    public static void Finish(SqliteConnection connection, long seq, string code, string now) => connection.Execute(
        "UPDATE inbox SET state = 1, body = NULL, code = @code, done_at = @now WHERE seq = @seq", new { seq, code, now });

    public static int Prune(SqliteConnection connection, string before) =>
        connection.Execute("DELETE FROM inbox WHERE state = 1 AND done_at < @before", new { before });
}
