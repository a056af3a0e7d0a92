using Dapper;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Preservation;

/// <summary>
/// Holds with a query (spec 9.6): what the text index finds is kept, tried again each minute on what has come. A record that no query was tried on yet
/// counts as found, so that a hold is never late.
/// </summary>
internal sealed partial class HeldQueries(Database database, AppendLog log, HoldSignal signal, ILogger<HeldQueries> logger, HeldQueryIndex index) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TryAllAsync(stoppingToken);
                await signal.ForSearchAsync(Every, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // What was not tried counts as found: nothing is lost by trying later.
                LogFault(fault);
                await Task.Delay(Every, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    private async Task TryAllAsync(CancellationToken stop)
    {
        foreach (var (hold, query, searched) in database.Read(c => c.Query<(long, string, long)>("SELECT n, query, searched FROM legal_holds WHERE query IS NOT NULL AND state='placed' ORDER BY n").AsList()))
        {
            var found = await index(query, searched, stop);
            if (found.Through <= searched)
                continue;
            await log.WriteAsync(connection =>
            {
                // Released meanwhile: then it has no rows, and gets none.
                if (connection.Execute("UPDATE legal_holds SET searched=@Through WHERE n=@hold AND state='placed'", new { found.Through, hold }) > 0)
                    connection.Execute("INSERT OR IGNORE INTO legal_hold_found(hold, leaf) VALUES (@hold, @leaf)", found.Leaves.Select(leaf => new { hold, leaf }));
                return 0;
            });
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Queries of legal holds could not be tried; what they were not tried on is kept")]
    private partial void LogFault(Exception fault);
}
