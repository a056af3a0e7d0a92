using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>Small notes: the stream cursor, what connectors remember, what a half-done step already knows.</summary>
internal static class NoteTable
{
    public const string Cursor = "core/cursor";

    public static string? Find(SqliteConnection connection, string key) =>
        connection.QueryFirstOrDefault<string>("SELECT value FROM note WHERE key = @key", new { key });

    /// <summary>Whether there is a note under this prefix with a value (a time) after this one.</summary>
    public static bool Any(SqliteConnection connection, string prefix, string after) => connection.ExecuteScalar<long>(
        "SELECT EXISTS (SELECT 1 FROM note WHERE key >= @prefix AND key < @end AND value > @after)", new { prefix, end = prefix + "\uffff", after }) == 1;

    public static void Set(SqliteConnection connection, string key, string? value)
    {
        if (value is null)
            connection.Execute("DELETE FROM note WHERE key = @key", new { key });
        else
            connection.Execute("INSERT INTO note (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value", new { key, value });
    }
}
