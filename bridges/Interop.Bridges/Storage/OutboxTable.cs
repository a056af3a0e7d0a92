using System.Text.Json;
using Dapper;
using Interop.Protocol.Identifiers;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>Stream items on their way to the network: one row per item and portal.</summary>
internal static class OutboxTable
{
    public static bool Add(SqliteConnection connection, string lane, string item, string body, IReadOnlyCollection<UserId> recipients, string now) => connection.Execute(
        """
        INSERT INTO outbox (lane, item, body, recipients, queued_at) VALUES (@lane, @item, @body, @recipients, @now)
        ON CONFLICT (item, lane) DO NOTHING
        """,
        new { lane, item, body, recipients = Write(recipients), now }) == 1;

    /// <summary>Adds recipients to a row that still waits; false when it does not.</summary>
    public static bool Join(SqliteConnection connection, string lane, string item, IReadOnlyCollection<UserId> recipients)
    {
        var row = connection.QueryFirstOrDefault<string>("SELECT recipients FROM outbox WHERE lane = @lane AND item = @item AND state = 0", new { lane, item });
        if (row is null)
            return false;
        connection.Execute(
            "UPDATE outbox SET recipients = @all WHERE lane = @lane AND item = @item", new { lane, item, all = Write([.. ReadRecipients(row).Union(recipients)]) });
        return true;
    }

    public static OutboxDone? Done(SqliteConnection connection, string lane, string item) => connection.QueryFirstOrDefault<OutboxDone>(
        "SELECT code AS Code, native_id AS NativeId, fidelity AS Fidelity, detail AS Detail FROM outbox WHERE lane = @lane AND item = @item AND state = 1",
        new { lane, item });

    public static OutboxRow? First(SqliteConnection connection, string lane) => connection.QueryFirstOrDefault<OutboxRow>(
        """
        SELECT seq AS Seq, lane AS Lane, item AS Item, body AS Body, recipients AS Recipients, queued_at AS QueuedAt, attempts AS Attempts
        FROM outbox WHERE state = 0 AND lane = @lane ORDER BY seq LIMIT 1
        """,
        new { lane });

    /// <summary>The recipients of a row as they are now: a release may have joined one while the row was being worked on.</summary>
    public static UserId[] Recipients(SqliteConnection connection, long seq) =>
        ReadRecipients(connection.ExecuteScalar<string>("SELECT recipients FROM outbox WHERE seq = @seq", new { seq })!);

    public static IReadOnlyList<string> WaitingLanes(SqliteConnection connection) =>
        [.. connection.Query<string>("SELECT DISTINCT lane FROM outbox WHERE state = 0")];

    public static long Depth(SqliteConnection connection) => connection.ExecuteScalar<long>("SELECT count(*) FROM outbox WHERE state = 0");

    public static void CountFailure(SqliteConnection connection, long seq) =>
        connection.Execute("UPDATE outbox SET attempts = attempts + 1 WHERE seq = @seq", new { seq });

    public static void Finish(SqliteConnection connection, long seq, OutboxDone done, string now) => connection.Execute(
        """
        UPDATE outbox SET state = 1, body = NULL, code = @Code, native_id = @NativeId, fidelity = @Fidelity, detail = @Detail, done_at = @now
        WHERE seq = @seq
        """,
        new { seq, done.Code, done.NativeId, done.Fidelity, done.Detail, now });

    public static int Prune(SqliteConnection connection, string before) =>
        connection.Execute("DELETE FROM outbox WHERE state = 1 AND done_at < @before", new { before });

    public static UserId[] ReadRecipients(string json) => JsonSerializer.Deserialize(json, BridgeJson.Default.UserIdArray)!;

    private static string Write(IReadOnlyCollection<UserId> recipients) => JsonSerializer.Serialize([.. recipients], BridgeJson.Default.UserIdArray);
}
