using Dapper;
using Interop.Server.Verification;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>
/// Forgets transactions whose repeats are not answered any more (spec 13.3), a little at a time. Their ids have the time in front, so that each
/// submitter's old ones lie together.
/// </summary>
internal sealed class SubmittedPruner(AppendLog log, TimeProvider time, ILogger<SubmittedPruner> logger) : BackgroundService
{
    /// <summary>How long a transaction is remembered; a client's draft whose id is older is refused.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromDays(30);

    // Beyond what is refused: a request may be on its way meanwhile.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    public const int RowsPerWrite = 5000;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await PruneAsync(stoppingToken);
    }

    /// <summary>One round over all submitters; answers how many rows went.</summary>
    public async Task<int> PruneAsync(CancellationToken stop)
    {
        var cut = RecentTransactions.FirstIdOf(time.GetUtcNow() - RememberedFor - Margin);
        var gone = 0;
        for (long? sender = long.MinValue; sender is not null;)
        {
            stop.ThrowIfCancellationRequested();
            var after = sender.Value;
            (sender, var rows) = await log.WriteAsync(connection => Prune(connection, after, cut));
            gone += rows;
        }
        return gone;
    }

    /// <summary>Submitters after this one, until enough rows are gone; answers with whom to go on, null at the end.</summary>
    internal static (long? Next, int Rows) Prune(SqliteConnection connection, long after, byte[] cut)
    {
        var gone = 0;
        while (connection.QuerySingleOrDefault<long?>("SELECT sender FROM submitted WHERE sender>@after ORDER BY sender LIMIT 1", new { after }) is { } sender)
        {
            var last = connection.QuerySingleOrDefault<byte[]?>("SELECT txn FROM submitted WHERE sender=@sender AND txn<@cut ORDER BY txn LIMIT 1 OFFSET @rows",
                new { sender, cut, rows = RowsPerWrite });
            gone += connection.Execute("DELETE FROM submitted WHERE sender=@sender AND txn<@end", new { sender, end = last ?? cut });
            if (last is null)
                after = sender;
            if (gone >= RowsPerWrite)
                return (after, gone);
        }
        return (null, gone);
    }
}
