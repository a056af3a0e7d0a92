using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Storage;

/// <summary>
/// The one writer of the database. What is asked for while a commit is on its way to the disk is committed together by the next one, so that the cost of a
/// sync is shared. A job returns only when its commit is on disk; a job that fails is undone alone and fails alone.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private const int JobsPerCommitMax = 256;
    private readonly Channel<Job> jobs = Channel.CreateBounded<Job>(1024);
    private readonly SqliteConnection connection;
    private readonly FaultPoints faults;
    private readonly Task loop;

    public StoreWriter(SqliteConnection connection, FaultPoints faults)
    {
        this.connection = connection;
        this.faults = faults;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Runs a durable step.</summary>
    /// <param name="step">Its name, for fault injection.</param>
    /// <param name="work">Uses only the connection that it is given; is run at most once.</param>
    /// <param name="cancellationToken">Ends the waiting for a place in the queue; a job that has one is carried out.</param>
    public async Task<T> WriteAsync<T>(string step, Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        faults.BeforeStep?.Invoke(step);
        var job = new Job(connection => work(connection));
        await jobs.Writer.WriteAsync(job, cancellationToken);
        var result = (T)(await job.Done.Task)!;
        faults.AfterStep?.Invoke(step);
        return result;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(string step, Action<SqliteConnection> work, CancellationToken cancellationToken) =>
        WriteAsync<object?>(
            step,
            connection =>
            {
                work(connection);
                return null;
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        jobs.Writer.TryComplete();
        await loop;
        await connection.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var batch = new List<Job>(JobsPerCommitMax);
        while (await jobs.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < JobsPerCommitMax && jobs.Reader.TryRead(out var job))
                batch.Add(job);
            Commit(batch);
        }
    }

    private void Commit(List<Job> batch)
    {
        try
        {
            using var transaction = connection.BeginTransaction();
            foreach (var job in batch)
            {
                transaction.Save("job");
                try
                {
                    job.Result = job.Work(connection);
                }
                catch (Exception exception)
                {
                    transaction.Rollback("job");
                    job.Failure = exception;
                }
                transaction.Release("job");
            }
            // A crash before this line: nothing of the batch happened. After it: all of it is on disk (synchronous=FULL).
            transaction.Commit();
        }
        catch (Exception exception)
        {
            // The commit itself failed (disk full, I/O error): nothing happened, everybody hears so and tries again.
            foreach (var job in batch)
                job.Failure ??= exception;
        }
        foreach (var job in batch)
        {
            if (job.Failure is null)
                job.Done.SetResult(job.Result);
            else
                job.Done.SetException(job.Failure);
        }
    }

    private sealed class Job(Func<SqliteConnection, object?> work)
    {
        public Func<SqliteConnection, object?> Work { get; } = work;

        public TaskCompletionSource<object?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public object? Result { get; set; }

        public Exception? Failure { get; set; }
    }
}
