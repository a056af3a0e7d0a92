using Dapper;
using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>Bodies as rows of the store: of records, and what is delivered in their place. Works on ranges, never on single records.</summary>
internal static class BodyRows
{
    /// <summary>
    /// How bodies are made unreadable: a cell has the wrapped key of its body and nothing else has it. SQLite writes zeros over both (secure_delete), and
    /// the write-ahead log is emptied.
    /// </summary>
    public const string Method = "keyDestroyed";

    /// <summary>Condition on records: there is something to end.</summary>
    public const string HasBody = "(body IS NOT NULL OR EXISTS (SELECT 1 FROM redactions d WHERE d.leaf=records.leaf))";

    /// <summary>Those of the leaves that have something to end.</summary>
    public static LeafRanges Standing(SqliteConnection connection, LeafRanges leaves) =>
        Select(connection, leaves, $"SELECT leaf FROM records WHERE leaf BETWEEN @First AND @Last AND {HasBody} ORDER BY leaf", 0);

    /// <summary>Those of the leaves whose bodies this disposition has ended.</summary>
    public static LeafRanges EndedBy(SqliteConnection connection, LeafRanges leaves, long begun) =>
        Select(connection, leaves, "SELECT leaf FROM records WHERE leaf BETWEEN @First AND @Last AND ended=@begun ORDER BY leaf", begun);

    /// <summary>Ends them, in the writer's transaction.</summary>
    public static void End(SqliteConnection writer, LeafRanges leaves, long begun)
    {
        foreach (var range in leaves)
        {
            writer.Execute($"UPDATE records SET body=NULL, ended=@begun WHERE leaf BETWEEN @First AND @Last AND {HasBody}", new { range.First, range.Last, begun });
            writer.Execute("DELETE FROM redactions WHERE leaf BETWEEN @First AND @Last", new { range.First, range.Last });
        }
    }

    private static LeafRanges Select(SqliteConnection connection, LeafRanges leaves, string sql, long begun) => LeafRanges.Of(
        leaves.SelectMany(range => connection.Query<long>(sql, new { range.First, range.Last, begun }, buffered: false)));
}
