using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>Small notes: the stream cursor, what connectors remember, what a half-done step already knows.</summary>
internal static class NoteTable
{
    public const string Cursor = "core/cursor";

    public static string? Find(SqliteConnection connection, string key) =>
        connection.QueryFirstOrDefault<string>("SELECT value FROM note WHERE key = @key", new { key });

    public static bool Any(SqliteConnection connection, string prefix) =>
        connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM note WHERE key >= @prefix AND key < @end)", new { prefix, end = prefix + "\uffff" }) == 1;

    public static void Set(SqliteConnection connection, string key, string? value)
    {
        if (value is null)
            connection.Execute("DELETE FROM note WHERE key = @key", new { key });
        else
            connection.Execute("INSERT INTO note (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value", new { key, value });
    }
}
