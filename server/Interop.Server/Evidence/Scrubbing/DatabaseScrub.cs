using System.Globalization;
using Dapper;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>
/// Reads the structure of the database again, a table at a time (spec 08): what the log signs nothing of, such as rooms, people, holds and keys, rots as
/// unseen as records do. A value that an index has too is compared with it.
/// </summary>
internal sealed class DatabaseScrub(Database database)
{
    /// <summary>Of a larger table the indexes are not compared row by row: that reads all over the file, and what such tables say is signed.</summary>
    private const int RowsCompared = 1_000_000;

    public IReadOnlyList<string> Tables() =>
        database.Read(c => c.Query<string>("SELECT name FROM sqlite_schema WHERE type='table' AND rootpage>0 AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name").AsList());

    /// <summary>One table with its indexes.</summary>
    public IReadOnlyList<ScrubFault> Check(string table)
    {
        try
        {
            return database.Read(connection => CheckOn(connection, table));
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            return [new ScrubFault($"table {table}", $"It cannot be read through: {broken.Message}")];
        }
    }

    private static List<ScrubFault> CheckOn(SqliteConnection connection, string table)
    {
        var isLarge = connection.ExecuteScalar<long>(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM (SELECT 1 FROM \"{table}\" LIMIT {RowsCompared + 1})")) > RowsCompared;
        return [.. connection.Query<string>($"PRAGMA {(isLarge ? "quick_check" : "integrity_check")}('{table}')", buffered: false).Where(line => line != "ok").Take(1)
            .Select(line => new ScrubFault($"table {table}", $"The database is damaged here: {line}"))];
    }
}
