using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>Several records that stand together or not at all, and what changes with them.</summary>
/// <param name="records">In the order in which they get their places.</param>
/// <param name="also">In the same transaction; gets the connection and the index of the first record. What it throws fails the commit: it must be sure to succeed.</param>
internal sealed class RecordsAppend(IReadOnlyList<LogRecord> records, Action<SqliteConnection, long> also) : WriteItem
{
    private readonly TaskCompletionSource<long> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long first;

    /// <summary>The index of the first record, once all of it is durable.</summary>
    public Task<long> Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        first = batch.First + batch.Count;
        foreach (var record in records)
            batch.Append(record);
        also(batch.Connection, first);
    }

    public override void Answer() => done.TrySetResult(first);

    public override void Failed(Exception fault) => done.TrySetException(fault);
}
