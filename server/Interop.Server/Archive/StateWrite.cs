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
        batch.Statements.SetSavepoint.Run();
        try
        {
            result = write(batch.Connection);
        }
        catch (Exception fault)
        {
            own = fault;
            batch.Statements.RollBackToSavepoint.Run();
        }
        batch.Statements.ReleaseSavepoint.Run();
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
