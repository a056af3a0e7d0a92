using Dapper;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Media;

/// <summary>
/// Throws away what no event refers to: after its time, and at the start the files that a crash has left without a row. What a record refers to it never
/// touches: both questions are asked in the commit that takes the row away.
/// </summary>
internal sealed partial class MediaSweeper(ServerOptions options, Database database, AppendLog log, MediaFiles files, TimeProvider time, ILogger<MediaSweeper> logger) : BackgroundService
{
    /// <summary>Nobody's any more: no record refers to it, and nobody has put it in for a record to come.</summary>
    public const string Nobodys = "NOT EXISTS (SELECT 1 FROM media_uploads u WHERE u.name=media.name) AND NOT EXISTS (SELECT 1 FROM media_references r WHERE r.name=media.name)";

    private static readonly TimeSpan EveryMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan EveryMin = TimeSpan.FromMilliseconds(500);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        var every = TimeSpan.FromTicks(Math.Clamp(options.Media.UnusedFor.Ticks / 10, EveryMin.Ticks, EveryMax.Ticks));
        try
        {
            await TryAsync(SweepLeftOversAsync, stoppingToken);
            while (true)
            {
                await TryAsync(SweepUnusedAsync, stoppingToken);
                await TryAsync(SweepPartialAsync, stoppingToken);
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
            "DELETE FROM media_uploads WHERE at<@before AND NOT EXISTS (SELECT 1 FROM inbox) RETURNING name", new { before }).AsList());
        foreach (var name in expired)
        {
            stop.ThrowIfCancellationRequested();
            await ForgetAsync(new MediaName(name));
        }
    }

    /// <summary>What came in several requests and was not finished in time, and what was finished and need not be told any more.</summary>
    private async Task SweepPartialAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (database.Read(c => c.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM media_partial WHERE expires<@now)", new { now })) == 0)
            return;
        foreach (var id in await log.WriteAsync(c => c.Query<string>("DELETE FROM media_partial WHERE expires<@now RETURNING id", new { now }).AsList()))
            File.Delete(files.PathOfPartial(id));
    }

    /// <summary>At the start: rows that a crash has left behind their uploads, and files that it has left without a row.</summary>
    private async Task SweepLeftOversAsync(CancellationToken stop)
    {
        foreach (var name in database.Read(c => c.Query<string>($"SELECT name FROM media WHERE {Nobodys}").AsList()))
        {
            stop.ThrowIfCancellationRequested();
            await ForgetAsync(new MediaName(name));
        }
        foreach (var file in files.Settled())
        {
            stop.ThrowIfCancellationRequested();
            if (database.Read(c => c.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM media WHERE file=@file) OR EXISTS (SELECT 1 FROM media_partial WHERE id=@file AND done IS NULL)", new { file })) == 0)
                files.Delete(file);
        }
        foreach (var file in files.Partial())
        {
            stop.ThrowIfCancellationRequested();
            if (database.Read(c => c.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM media_partial WHERE id=@file AND done IS NULL)", new { file })) == 0)
                File.Delete(files.PathOfPartial(file));
        }
    }

    /// <summary>First the row, and with it the key, then the file: a crash between them leaves a file that the next start sweeps.</summary>
    private async Task ForgetAsync(MediaName name)
    {
        using var one = await files.LockAsync(name);
        foreach (var file in await log.WriteAsync(c => c.Query<string?>($"DELETE FROM media WHERE name=@Value AND {Nobodys} RETURNING file", new { name.Value }).AsList()))
        {
            if (file is not null)
                files.Delete(file);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Media that nothing refers to could not be swept; it is tried again")]
    private partial void LogFailed(Exception fault);
}
