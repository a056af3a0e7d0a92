using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Storage;

/// <summary>
/// The embedded store: one SQLite file in the data folder. All writes go through the archive's log (Archive/AppendLog), which owns the only
/// writing connection; readers borrow read-only ones from a small pool and see the last committed state.
/// </summary>
internal sealed class Database : IDisposable
{
    private const int IdleReadersMax = 16;
    private readonly string path;
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private bool disposed;

    public Database(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder);
        path = Path.Combine(dataFolder, "ocip.db");
        using var connection = OpenWriter();
        Migrations.Apply(connection);
    }

    /// <summary>A connection for the one writer. Every commit reaches the disk before it returns (synchronous=FULL).</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        // The WAL is folded back by the Checkpointer, off the commit path; wal_autocheckpoint would stall a commit for it.
        connection.Execute("""
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            PRAGMA foreign_keys=ON;
            PRAGMA temp_store=MEMORY;
            PRAGMA cache_size=-16384;
            PRAGMA wal_autocheckpoint=0;
            PRAGMA busy_timeout=5000;
            PRAGMA secure_delete=ON;
            """);
        return connection;
    }

    /// <summary>Runs a read on a borrowed connection.</summary>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        if (!readers.TryTake(out var connection))
            connection = OpenReader();
        try
        {
            return query(connection);
        }
        finally
        {
            if (disposed || readers.Count >= IdleReadersMax)
                connection.Dispose();
            else
                readers.Add(connection);
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (readers.TryTake(out var connection))
            connection.Dispose();
    }

    private SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA cache_size=-2048; PRAGMA busy_timeout=5000; PRAGMA query_only=ON;");
        return connection;
    }
}
