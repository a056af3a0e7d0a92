using Dapper;
using Interop.Server.Archive;

namespace Interop.Server.Storage;

/// <summary>
/// Folds SQLite's write-ahead log back into the database beside the writer, so that no commit waits for it. When the
/// log has grown all the same, the writer is asked for the moment that it takes to begin it anew.
/// </summary>
internal sealed partial class Checkpointer(ServerOptions options, Database database, AppendLog log, TimeProvider time, ILogger<Checkpointer> logger) : BackgroundService
{
    private const long FoldOctets = 8L * 1024 * 1024;
    private const long RestartOctets = 128L * 1024 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        var wal = new FileInfo(Path.Combine(options.Data, "ocip.db-wal"));
        using var connection = database.OpenWriter();
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                wal.Refresh();
                if (!wal.Exists || wal.Length < FoldOctets)
                    continue;
                var (_, pages, folded) = connection.QuerySingle<(long, long, long)>("PRAGMA wal_checkpoint(PASSIVE)");
                if (pages * Database.PageOctets < RestartOctets || database.IsLogHeld)
                    continue;
                LogRestart(pages, folded);
                log.AfterNextCommit(writer => writer.Execute("PRAGMA wal_checkpoint(RESTART)"));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The write-ahead log has {Pages} pages, {Folded} folded; it is begun anew")]
    private partial void LogRestart(long pages, long folded);
}
