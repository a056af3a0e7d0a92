using Interop.Server.Archive;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>The end of an export: its row and its record in one commit, and neither when it has ended or begun anew before (spec 8.15).</summary>
/// <param name="record">Tells of the end.</param>
/// <param name="end">Changes the row; false when there is nothing to end.</param>
internal sealed class ExportEnd(LogRecord record, Func<SqliteConnection, bool> end) : WriteItem
{
    private readonly TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isEnded;

    /// <summary>Whether it ended by this.</summary>
    public Task<bool> Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        isEnded = end(batch.Connection);
        if (isEnded)
            batch.Append(record);
    }

    public override void Answer() => done.TrySetResult(isEnded);

    public override void Failed(Exception fault) => done.TrySetException(fault);
}
