using Dapper;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>A change to the store that is no record of the archive; what it throws goes to its caller alone.</summary>
internal sealed class StateWrite<T>(Func<SqliteConnection, T> write) : WriteItem
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? own;
    private T? result;

    public Task<T> Done => done.Task;

    public override void Apply(CommitBatch batch)
    {
        batch.Connection.Execute("SAVEPOINT state");
        try
        {
            result = write(batch.Connection);
        }
        catch (Exception fault)
        {
            own = fault;
            batch.Connection.Execute("ROLLBACK TO state");
        }
        batch.Connection.Execute("RELEASE state");
    }

    public override void Answer()
    {
        if (own is null)
            done.TrySetResult(result!);
        else
            done.TrySetException(own);
    }

    public override void Failed(Exception fault) => done.TrySetException(fault);
}
