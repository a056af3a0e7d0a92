using System.Collections.Concurrent;
using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Delivery;
using Interop.Server.Measures;
using Interop.Server.Outbound;
using Interop.Server.Retention;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>
/// The archive's log and the one writer of the store. A thread of its own takes everything that waits, writes it in one transaction,
/// makes that durable with one fsync, then hands it to delivery, and only then answers (group commit). While one commit waits for the disk the next one
/// gathers, so that durability costs little under load.
/// </summary>
internal sealed partial class AppendLog : IDisposable
{
    private const int ItemsPerCommitMax = 2000;
    private const int WaitingMax = 50_000;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0);
    private readonly Database database;
    private readonly ServerOptions options;
    private readonly ArchiveKeys keys;
    private readonly EventIndex eventIndex;
    private readonly FanOut fanOut;
    private readonly Outbox outbox;
    private readonly FaultPoints faults;
    private readonly Assignment assignment;
    private readonly TimeProvider time;
    private readonly ILogger<AppendLog> logger;
    private readonly PolicySets policies = new();
    private readonly Thread thread;
    private List<WriteItem> waiting = [];
    private readonly ConcurrentQueue<Action<SqliteConnection>> housekeeping = [];
    private bool stopping;
    private long committed;
    private long commits;
    private DateTimeOffset latest;

    public AppendLog(ServerOptions options, Database database, ArchiveKeys keys, EventIndex eventIndex, FanOut fanOut, Outbox outbox, FaultPoints faults, Assignment assignment, TimeProvider time, ILogger<AppendLog> logger)
    {
        (this.options, this.database, this.keys, this.eventIndex, this.fanOut, this.outbox, this.faults, this.assignment, this.time, this.logger) = (options, database, keys, eventIndex, fanOut, outbox, faults, assignment, time, logger);
        committed = database.Read(c => c.ExecuteScalar<long>("SELECT coalesce(max(leaf)+1, 0) FROM records"));
        database.Read(c =>
        {
            eventIndex.Load(c, committed);
            return true;
        });
        using (var writer = database.OpenWriter())
            database.Vault.Groups.Begin(writer, time.GetUtcNow());
        LastCommitBefore = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT at FROM checkpoints ORDER BY size DESC LIMIT 1")) is { } last ? WireTime.Parse(last) : null;
        latest = LastCommitBefore ?? DateTimeOffset.MinValue;
        thread = new Thread(Run) { Name = "append-log", IsBackground = true };
        thread.Start();
    }

    /// <summary>Number of records that are on disk. Everything below was handed to delivery or will be read from here.</summary>
    public long Committed => Volatile.Read(ref committed);

    /// <summary>Commits of this process.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>Something waits to be written.</summary>
    public bool IsWaiting => waiting.Count > 0;

    /// <summary>Since when every commit fails; null when the last one did not.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>The time of the last record: never before that of the one before it, whatever the clock says.</summary>
    public DateTimeOffset Latest => latest;

    /// <summary>When an earlier process committed last; null for a fresh archive.</summary>
    public DateTimeOffset? LastCommitBefore { get; }

    /// <summary>Too much waits for the disk: submitters are told to slow down.</summary>
    public bool Congested => waiting.Count > WaitingMax;

    public void Enqueue(WriteItem item)
    {
        lock (gate)
        {
            if (stopping || options.IsReadOnly)
            {
                item.Failed(new InvalidOperationException(stopping ? "the server is stopping" : "the server only reads (--read-only)"));
                return;
            }
            waiting.Add(item);
            if (waiting.Count > 1)
                return;
        }
        wake.Release();
    }

    /// <summary>Changes the store outside the archive, in the next commit.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        var item = new StateWrite<T>(write);
        Enqueue(item);
        return item.Done;
    }

    /// <summary>Appends a record that is no event.</summary>
    /// <param name="record">The record.</param>
    /// <param name="also">Changes in the same transaction; gets the record's index.</param>
    /// <param name="published">After the commit, before anyone is answered.</param>
    public Task<long> AppendAsync(LogRecord record, Action<SqliteConnection, long>? also = null, Action<long, CommitBatch>? published = null)
    {
        var item = new RecordAppend(record, also, published);
        Enqueue(item);
        return item.Done;
    }

    /// <summary>Lets housekeeping use the writing connection between two commits.</summary>
    public void AfterNextCommit(Action<SqliteConnection> work)
    {
        housekeeping.Enqueue(work);
        Enqueue(new StateWrite<int>(_ => 0));
    }

    public void Dispose()
    {
        lock (gate)
            stopping = true;
        wake.Release();
        thread.Join();
        wake.Dispose();
    }

    private void Run()
    {
        using var connection = database.OpenWriter();
        using var statements = new HotStatements(connection);
        using var retention = new GroupRows(connection, assignment);
        TreeEdge? edge = null;
        policies.Load(connection);
        while (true)
        {
            wake.Wait();
            List<WriteItem> items;
            lock (gate)
            {
                if (waiting.Count == 0 && stopping)
                    return;
                items = waiting;
                waiting = [];
            }
            for (var start = 0; start < items.Count; start += ItemsPerCommitMax)
                edge = Commit(connection, statements, retention, edge, items.GetRange(start, Math.Min(ItemsPerCommitMax, items.Count - start)));
            while (housekeeping.TryDequeue(out var work))
                KeepHouse(connection, work);
        }
    }

    /// <summary>What cannot be tidied now, as on a full disk, is tidied the next time: the log goes on.</summary>
    private void KeepHouse(SqliteConnection connection, Action<SqliteConnection> work)
    {
        try
        {
            work(connection);
        }
        catch (SqliteException fault)
        {
            LogUntidy(fault.Message);
        }
    }

    /// <summary>
    /// The order of the durable steps. A crash before COMMIT returns: nothing of this was promised to anyone, submitters try
    /// again with the same transaction id. A crash after it: all of it is in the archive and in the streams; who was not answered
    /// asks again and is told what was decided.
    /// </summary>
    /// <param name="connection">The writing one.</param>
    /// <param name="statements">Prepared on it.</param>
    /// <param name="retention">Which records are kept for the same time.</param>
    /// <param name="known">The tree's edge after the commit before; null when that one failed: it is read again.</param>
    /// <param name="items">What waits.</param>
    private TreeEdge? Commit(SqliteConnection connection, HotStatements statements, GroupRows retention, TreeEdge? known, List<WriteItem> items)
    {
        var begun = ServerMeter.Begin();
        // A clock that was set back dates nothing before what is archived already: the log's times never go back (spec 08).
        var at = latest = time.GetUtcNow() is var now && now > latest ? now : latest;
        var atText = WireTime.Format(at);
        var federation = new FederationSeal(keys, options.OwnProxy, atText);
        var edge = known;
        CommitBatch batch;
        try
        {
            edge ??= TreeStore.LoadEdge(connection);
            batch = new CommitBatch(connection, statements, edge, eventIndex, keys, database.Vault, policies, federation, faults, options.Log, at, atText) { Retention = retention };
            statements.Begin.Run();
            foreach (var item in items)
                item.Apply(batch);
            batch.Seal();
            faults.Crash(FaultPoints.CommitBefore);
            if (faults.Fails(FaultPoints.CommitError))
                throw new SqliteException("disk I/O error (fault injected)", SQLitePCL.raw.SQLITE_IOERR);
            statements.Commit.Run();
        }
        catch (Exception fault)
        {
            LogCommitFailed(items.Count, fault);
            FailingSince ??= time.GetUtcNow();
            RollBack(connection);
            database.Vault.Groups.RolledBack();
            policies.RolledBack();
            retention.Forget();
            foreach (var item in items)
                item.Failed(fault);
            return null;
        }
        faults.Crash(FaultPoints.CommitAfter);

        FailingSince = null;
        Interlocked.Increment(ref commits);
        policies.Committed();
        batch.Advance();
        foreach (var item in items)
            item.Committed(batch);
        Volatile.Write(ref committed, batch.First + batch.Count);
        fanOut.Publish(batch.Deliveries);
        outbox.Wake(batch.Outgoing);
        faults.Crash(FaultPoints.PublishAfter);
        foreach (var item in items)
            item.Answer();
        ServerMeter.EndCommit(begun, batch.Count);
        return edge;
    }

    /// <summary>SQLite may have rolled back by itself, as it does when the disk is full.</summary>
    private void RollBack(SqliteConnection connection)
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle!) != 0)
            return;
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteException fault)
        {
            // The next BEGIN fails then, and this is tried again after it.
            LogNotRolledBack(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A group commit of {Count} items failed; nothing of it was archived or delivered")]
    private partial void LogCommitFailed(int count, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The transaction could not be rolled back: {Reason}")]
    private partial void LogNotRolledBack(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log could not be tidied: {Reason}. It is tried again")]
    private partial void LogUntidy(string reason);
}
