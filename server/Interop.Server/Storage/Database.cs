using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Interop.Server.Archive.Encryption;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Storage;

/// <summary>
/// The embedded store: one SQLite file in the data folder. All writes go through the archive's log (Archive/AppendLog), which owns the only
/// writing connection; readers borrow read-only ones from a small pool and see the last committed state.
/// </summary>
internal sealed class Database : IDisposable
{
    public const int PageOctets = 8192;
    private const int IdleReadersMax = 16;
    private readonly string path;
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly ConcurrentDictionary<ReaderLease, byte> reading = new();
    private CancellationTokenSource asking = new();
    private bool disposed;
    private int holders;

    /// <param name="dataFolder">Where ocip.db is, or is made.</param>
    /// <param name="encryption">Keys of what is in it.</param>
    public Database(string dataFolder, IKeyEncryption encryption)
    {
        Directory.CreateDirectory(dataFolder);
        path = Path.Combine(dataFolder, "ocip.db");
        Vault = new BodyVault(this, encryption);
        using var connection = OpenWriter();
        Migrations.Apply(connection);
    }

    /// <summary>Encrypts and opens what the tables hold of content.</summary>
    public BodyVault Vault { get; }

    /// <summary>A connection for the one writer. Every commit reaches the disk before it returns (synchronous=FULL).</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        // A record with its body takes about 1,100 octets: in pages of 4096 a fifth of the file would be rests.
        // What is deleted is overwritten at once (secure_delete): an ended body must not live on in a free page.
        // The WAL is folded back by the Checkpointer, off the commit path; wal_autocheckpoint would stall a commit for it.
        connection.Execute($"""
            PRAGMA page_size={PageOctets};
            PRAGMA journal_mode=WAL;
            PRAGMA synchronous=FULL;
            PRAGMA foreign_keys=ON;
            PRAGMA temp_store=MEMORY;
            PRAGMA cache_size=-16384;
            PRAGMA wal_autocheckpoint=0;
            PRAGMA busy_timeout=5000;
            PRAGMA secure_delete=ON;
            """);
        OpenCells(connection);
        return connection;
    }

    /// <summary>Somebody reads one state for long: the write-ahead log must not be begun anew, which would wait for them.</summary>
    public bool IsLogHeld => Volatile.Read(ref holders) > 0;

    /// <summary>Holds the write-ahead log until what is answered is disposed of.</summary>
    public IDisposable HoldLog()
    {
        Interlocked.Increment(ref holders);
        return new Release(() => Interlocked.Decrement(ref holders));
    }

    /// <summary>A reader's connection that sees the state of this moment for as long as it is open; who opens it for long holds the log meanwhile.</summary>
    public SqliteConnection OpenSnapshot()
    {
        var connection = OpenReader();
        connection.Execute("BEGIN DEFERRED");
        // The state is that of the first read.
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema");
        return connection;
    }

    /// <summary>Ends the reads that last longer than this: each fails with <see cref="ReadEndedException"/>.</summary>
    /// <returns>How many.</returns>
    public int EndReaders(TimeSpan longerThan)
    {
        var late = reading.Keys.Where(lease => Stopwatch.GetElapsedTime(lease.Begun) >= longerThan).ToArray();
        Array.ForEach(late, lease => lease.End());
        return late.Length;
    }

    /// <summary>Cancelled when whoever holds the write-ahead log shall let it go: look at it before holding it.</summary>
    public CancellationToken LogAskedFor => Volatile.Read(ref asking).Token;

    /// <summary>Asks whoever holds the write-ahead log to let it go and to begin anew.</summary>
    public void AskForLog() => Interlocked.Exchange(ref asking, new CancellationTokenSource()).Cancel();

    /// <summary>Runs a read on a borrowed connection.</summary>
    /// <exception cref="ReadEndedException">It took so long that it was ended.</exception>
    public T Read<T>(Func<SqliteConnection, T> query)
    {
        if (!readers.TryTake(out var connection))
            connection = OpenReader();
        var lease = new ReaderLease(connection, Stopwatch.GetTimestamp());
        reading.TryAdd(lease, 0);
        try
        {
            return query(connection);
        }
        catch (SqliteException ended) when (ended.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new ReadEndedException(ended);
        }
        finally
        {
            lease.Return();
            reading.TryRemove(lease, out _);
            if (disposed || readers.Count >= IdleReadersMax)
                connection.Dispose();
            else
                readers.Add(connection);
        }
    }

    public void Dispose()
    {
        disposed = true;
        asking.Dispose();
        while (readers.TryTake(out var connection))
            connection.Dispose();
    }

    private SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        connection.Execute("PRAGMA cache_size=-2048; PRAGMA busy_timeout=5000; PRAGMA query_only=ON;");
        OpenCells(connection);
        return connection;
    }

    /// <summary>opened(cell): the body in an encrypted cell (Archive/Encryption).</summary>
    private void OpenCells(SqliteConnection connection) => connection.CreateFunction<byte[]?, byte[]?>("opened", Vault.Open, isDeterministic: true);

    private sealed class Release(Action done) : IDisposable
    {
        private Action? left = done;

        public void Dispose() => Interlocked.Exchange(ref left, null)?.Invoke();
    }
}
