using Dapper;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// Empties SQLite's write-ahead log, which has every page as it was before: only then is nothing left of a body that was set to null. Readers that
/// still look at an older state are waited for, and ended when they take too long: what has ended must not be readable for as long as somebody likes.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="betweenCommits">Has work done on the writing connection between two commits.</param>
/// <param name="time">For waiting.</param>
/// <param name="logger">Told who holds it up.</param>
internal sealed partial class LogErasure(Database database, Action<Action<SqliteConnection>> betweenCommits, TimeProvider time, ILogger<LogErasure> logger)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(25);

    /// <summary>How long a read is waited for before it is ended.</summary>
    public TimeSpan ReadMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the copy of a backup is waited for before it is begun anew.</summary>
    public TimeSpan CopyMax { get; init; } = TimeSpan.FromMinutes(10);

    public async Task TruncateAsync(CancellationToken stop)
    {
        using var connection = database.OpenWriter();
        var (begun, told) = (time.GetTimestamp(), false);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            // Most of it is folded beside the writer; the writer itself only stops for the rest.
            connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            var tried = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            betweenCommits(writer => tried.TrySetResult(IsEmptied(writer)));
            if (await tried.Task.WaitAsync(stop))
                return;
            var waited = time.GetElapsedTime(begun);
            if (waited >= ReadMax)
            {
                var ended = database.EndReaders(ReadMax);
                if (ended > 0 || !told)
                    LogHeldUp(waited.TotalSeconds, ended);
                told = true;
            }
            if (waited >= CopyMax)
            {
                database.AskForLog();
                begun = time.GetTimestamp();
            }
            await Task.Delay(Again, time, stop);
        }
    }

    /// <summary>Commits must not wait for a slow reader: it is tried for a moment, and again later.</summary>
    private static bool IsEmptied(SqliteConnection writer)
    {
        writer.Execute("PRAGMA busy_timeout=20");
        try
        {
            return writer.QuerySingle<(long Busy, long Pages, long Folded)>("PRAGMA wal_checkpoint(TRUNCATE)").Busy == 0;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            return false;
        }
        finally
        {
            writer.Execute("PRAGMA busy_timeout=5000");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What has ended waits since {Seconds:0} s for readers of an older state; {Ended} reads of this process were ended. A backup, or another process that has the database open, can hold it up, too")]
    private partial void LogHeldUp(double seconds, int ended);
}
