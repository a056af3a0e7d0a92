using Dapper;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// Empties SQLite's write-ahead log, which has every page as it was before: only then is nothing left of a body that was set to null. Waits for
/// readers that still look at an older state.
/// </summary>
internal sealed class LogErasure(Database database, AppendLog log, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(25);

    public async Task TruncateAsync(CancellationToken stop)
    {
        using var connection = database.OpenWriter();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            // Most of it is folded beside the writer; the writer itself only stops for the rest.
            connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            var tried = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            log.AfterNextCommit(writer => tried.TrySetResult(IsEmptied(writer)));
            if (await tried.Task.WaitAsync(stop))
                return;
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
}
