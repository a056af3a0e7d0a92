using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// Runs what was approved, one window of the log after the other, and gathers what is due at its time. At the start first completes what a crash
/// has left begun (RET-9.36). A crash between two windows costs the window: what has ended in it has no body any more and is not found again.
/// </summary>
internal sealed partial class DispositionWorker(ServerOptions options, Database database, AppendLog log, Dispositions dispositions, DueRecords due, BodyEnding ending, TimeProvider time, ILogger<DispositionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await TryAsync(() => ending.CompleteAsync(stoppingToken));
                await TryAsync(() => RunApprovedAsync(stoppingToken));
                await TryAsync(GatherInTimeAsync);
                await dispositions.WaitAsync(options.Retention.Every is { } every && every < Look ? every : Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, what was begun stays on record as begun, and is completed by the next round; the server goes on serving.
            LogFailed(fault);
        }
    }

    private async Task RunApprovedAsync(CancellationToken stop)
    {
        while (dispositions.Next() is { } row)
        {
            var plan = Dispositions.PlanOf(row);
            for (var first = Math.Max(row.Reached + 1, plan.First); first <= plan.Last; first += DueRecords.Window)
                await RunAsync(row, plan, first, Math.Min(plan.Last, first + DueRecords.Window - 1), stop);
            var emptied = due.Emptied(plan);
            await log.WriteAsync(writer => Finish(writer, row, emptied));
        }
    }

    private async Task RunAsync(DispositionRow row, DuePlan plan, long first, long last, CancellationToken stop)
    {
        var ended = 0L;
        foreach (var name in plan.Groups.Keys.Order(StringComparer.Ordinal))
        {
            var order = new EndingOrder(due.Of(plan, name, first, last), EndingReason.Maximum, name, row.Author, row.ApprovedBy!, $"maximum of the class {name}, due {row.Due}");
            ended += (await ending.EndAsync(order, stop, row.Id)).Sum(e => e.Leaves.Count);
        }
        await log.WriteAsync(writer => writer.Execute("UPDATE dispositions SET state='running', reached=@last, ended=ended+@ended WHERE id=@Id", new { last, ended, row.Id }));
    }

    /// <summary>Groups of which nothing is left are not looked at again; those of which a hold keeps something are.</summary>
    private int Finish(SqliteConnection writer, DispositionRow row, long[] emptied)
    {
        writer.Execute("UPDATE retention_groups SET ended=1 WHERE id IN (SELECT value FROM json_each(@groups)) AND last<@Size",
            new { groups = JsonSerializer.Serialize(emptied, OcipJson.Default.Int64Array), row.Size });
        var ended = writer.ExecuteScalar<long>("SELECT coalesce(sum(count), 0) FROM endings WHERE disposition=@Id", new { row.Id });
        LogDone(row.Id, ended);
        return writer.Execute("UPDATE dispositions SET state='done', reached=@last, ended=@ended, finished=@at WHERE id=@Id", new { last = row.Size - 1, ended, at = WireTime.Format(time.GetUtcNow()), row.Id });
    }

    /// <summary>When the time since the last proposal that nobody asked for is over; of a fresh archive, since its beginning.</summary>
    private async Task GatherInTimeAsync()
    {
        if (options.Retention.Every is not { } every)
            return;
        var now = time.GetUtcNow();
        var last = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT value FROM settings WHERE name='disposition-gathered'"));
        if (last is not null && now - WireTime.Parse(last) < every)
            return;
        await dispositions.GatherAsync();
        await log.WriteAsync(writer => writer.Execute(
            "INSERT INTO settings(name, value) VALUES ('disposition-gathered', @at) ON CONFLICT (name) DO UPDATE SET value=excluded.value", new { at = WireTime.Format(now) }));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Disposition {Id} is done: {Ended} bodies have ended")]
    private partial void LogDone(string id, long ended);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A disposition could not go on; it is tried again")]
    private partial void LogFailed(Exception fault);
}
