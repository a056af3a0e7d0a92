using Dapper;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>Throws away what no event refers to: after its time, and at the start the files that a crash has left without a row.</summary>
internal sealed partial class MediaSweeper(ServerOptions options, Database database, AppendLog log, MediaFiles files, TimeProvider time, ILogger<MediaSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan EveryMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan EveryMin = TimeSpan.FromMilliseconds(500);

    private const string Nobodys = "NOT EXISTS (SELECT 1 FROM media_uploads u WHERE u.digest=media.digest) AND NOT EXISTS (SELECT 1 FROM media_references r WHERE r.digest=media.digest)";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = TimeSpan.FromTicks(Math.Clamp(options.Media.UnusedFor.Ticks / 10, EveryMin.Ticks, EveryMax.Ticks));
        try
        {
            await Task.Yield();
            await TryAsync(SweepLeftOversAsync, stoppingToken);
            while (true)
            {
                await TryAsync(SweepUnusedAsync, stoppingToken);
                await Task.Delay(every, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> sweep, CancellationToken stop)
    {
        try
        {
            await sweep(stop);
        }
        catch (Exception fault) when (fault is IOException or SqliteException or UnauthorizedAccessException)
        {
            // Nothing is lost by it: the next round begins anew.
            LogFailed(fault);
        }
    }

    /// <summary>What waits in the inbox may refer to what nobody else does: while something does, everything stays.</summary>
    private async Task SweepUnusedAsync(CancellationToken stop)
    {
        var before = (time.GetUtcNow() - options.Media.UnusedFor).ToUnixTimeSeconds();
        if (database.Read(c => c.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM media_uploads WHERE at<@before) AND NOT EXISTS (SELECT 1 FROM inbox)", new { before })) == 0)
            return;
        var expired = await log.WriteAsync(c => c.Query<string>(
            "DELETE FROM media_uploads WHERE at<@before AND NOT EXISTS (SELECT 1 FROM inbox) RETURNING digest", new { before }).AsList());
        foreach (var digest in expired)
        {
            stop.ThrowIfCancellationRequested();
            await ForgetAsync(digest);
        }
    }

    /// <summary>At the start: rows that a crash has left behind their uploads, and files that it has left without a row.</summary>
    private async Task SweepLeftOversAsync(CancellationToken stop)
    {
        foreach (var digest in database.Read(c => c.Query<string>($"SELECT digest FROM media WHERE {Nobodys}").AsList()))
        {
            stop.ThrowIfCancellationRequested();
            await ForgetAsync(digest);
        }
        foreach (var digest in files.All())
        {
            stop.ThrowIfCancellationRequested();
            using var one = await files.LockAsync(digest);
            if (database.Read(c => MediaCatalog.Find(c, digest)) is null)
                files.Delete(digest);
        }
    }

    /// <summary>First the row, then the file: a crash between them leaves a file that the next start sweeps.</summary>
    private async Task ForgetAsync(string digest)
    {
        using var one = await files.LockAsync(digest);
        if (await log.WriteAsync(c => c.Execute($"DELETE FROM media WHERE digest=@digest AND {Nobodys}", new { digest })) > 0)
            files.Delete(digest);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Media that nothing refers to could not be swept; it is tried again")]
    private partial void LogFailed(Exception fault);
}
