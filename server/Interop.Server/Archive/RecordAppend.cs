using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>A record that is not an event: a release, a notice, a delivery report, a portal, a change of policy.</summary>
/// <param name="record">The record.</param>
/// <param name="also">What changes with it in the same transaction; gets the connection and the record's index.</param>
/// <param name="published">After the commit: items for streams.</param>
internal sealed class RecordAppend(LogRecord record, Action<SqliteConnection, long>? also, Action<long, CommitBatch>? published) : WriteItem
{
    private readonly TaskCompletionSource<long> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long leaf;

    public Task<long> Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        leaf = batch.Append(record);
        also?.Invoke(batch.Connection, leaf);
    }

    public override void Committed(CommitBatch batch) => published?.Invoke(leaf, batch);

    public override void Answer() => done.TrySetResult(leaf);

    public override void Failed(Exception fault) => done.TrySetException(fault);
}
