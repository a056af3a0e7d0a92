using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Storage;

/// <summary>Numbered, forward-only schema changes: Storage/Migrations/NNNN-name.sql, each applied once in its own transaction.</summary>
internal static class Migrations
{
    public static void Apply(SqliteConnection connection)
    {
        var done = connection.ExecuteScalar<long>("PRAGMA user_version");
        foreach (var (number, sql) in Scripts().Where(s => s.Number > done))
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(sql, transaction: transaction);
            connection.Execute($"PRAGMA user_version={number}", transaction: transaction);
            transaction.Commit();
        }
    }

    private static IEnumerable<(long Number, string Sql)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string folder = "Interop.Server.Storage.Migrations.";
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (long.Parse(name.AsSpan(folder.Length, 4)), reader.ReadToEnd());
        }
    }
}
