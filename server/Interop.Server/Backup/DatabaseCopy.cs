using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Interop.Server.Backup;

/// <summary>
/// Copies the database while the server writes (SQLite's online backup, a MiB a step): the state of one moment, which a read transaction keeps. Commits
/// and readers go on; only the write-ahead log is not begun anew meanwhile, so that it grows by what is written.
/// </summary>
internal static class DatabaseCopy
{
    /// <summary>How often a copy is begun anew because bodies ended meanwhile, before there is none.</summary>
    private const int TriesMax = 5;

    private const int PagesPerStep = 256;
    private const int PageOctets = Database.PageOctets;

    /// <param name="database">The store.</param>
    /// <param name="target">File that is made.</param>
    /// <param name="progress">Told octets copied, and octets in all.</param>
    /// <param name="stop">Ends it; the file is then worth nothing.</param>
    /// <exception cref="SqliteException">The copy cannot be written: the disk is full, among others.</exception>
    /// <exception cref="InvalidDataException">Bodies ended again and again while it was made.</exception>
    public static async Task RunAsync(Database database, string target, Action<long, long> progress, CancellationToken stop)
    {
        for (var tries = 1; !await TryAsync(database, target, progress, stop); tries++)
        {
            if (tries == TriesMax)
                throw new InvalidDataException($"bodies have ended while the database was copied, {TriesMax} times");
            File.Delete(target);
        }
    }

    /// <summary>False when the log was asked for: what has ended meanwhile would be in the copy, and could be read in the log for as long.</summary>
    private static async Task<bool> TryAsync(Database database, string target, Action<long, long> progress, CancellationToken stop)
    {
        var asked = database.LogAskedFor;
        using var standing = database.HoldLog();
        using var source = database.OpenSnapshot();
        await using var copy = new SqliteConnection($"Data Source={target};Pooling=False");
        copy.Open();
        using var backup = raw.sqlite3_backup_init(copy.Handle!, "main", source.Handle!, "main");
        if (backup.IsInvalid)
            throw Failure(copy, raw.sqlite3_errcode(copy.Handle!));
        int result;
        while ((result = raw.sqlite3_backup_step(backup, PagesPerStep)) == raw.SQLITE_OK)
        {
            stop.ThrowIfCancellationRequested();
            if (asked.IsCancellationRequested)
                return false;
            var total = (long)raw.sqlite3_backup_pagecount(backup);
            progress((total - raw.sqlite3_backup_remaining(backup)) * PageOctets, total * PageOctets);
            await Task.Yield();
        }
        if (result != raw.SQLITE_DONE)
            throw Failure(copy, result);
        if (raw.sqlite3_backup_finish(backup) is var finished and not raw.SQLITE_OK)
            throw Failure(copy, finished);
        // One file: a copy needs no write-ahead log beside it.
        using var mode = copy.CreateCommand();
        mode.CommandText = "PRAGMA journal_mode=DELETE";
        mode.ExecuteNonQuery();
        return true;
    }

    private static SqliteException Failure(SqliteConnection copy, int result) => new($"the copy of the database: {raw.sqlite3_errmsg(copy.Handle!).utf8_to_string()}", result);
}
