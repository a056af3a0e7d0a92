using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>What the bridge has already said to native people, so that it does not say it with every message.</summary>
internal static class ToldTable
{
    public static bool Has(SqliteConnection connection, string key) =>
        connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM told WHERE key = @key)", new { key }) == 1;

    public static void Add(SqliteConnection connection, string key, string now) =>
        connection.Execute("INSERT INTO told (key, at) VALUES (@key, @now) ON CONFLICT DO NOTHING", new { key, now });

    public static int Prune(SqliteConnection connection, string before) => connection.Execute("DELETE FROM told WHERE at < @before", new { before });
}
