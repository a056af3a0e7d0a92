using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>
/// Runs what was approved, one window of the log after the other, and gathers what is due at its time. At the start first completes what a crash
/// has left begun (RET-9.36). A crash between two windows costs the window: what has ended in it has no body any more and is not found again.
/// </summary>
internal sealed partial class DispositionWorker(ServerOptions options, Database database, AppendLog log, Dispositions dispositions, DueRecords due, BodyEnding ending, Alarms alarms, TimeProvider time, ILogger<DispositionWorker> logger) : BackgroundService
{
    private const string Subject = "dispositions";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    /// <summary>What was begun must not wait for long when there is room on the disk again.</summary>
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                var isWell = await TryAsync(() => ending.CompleteAsync(stoppingToken));
                isWell &= await TryAsync(() => RunApprovedAsync(stoppingToken));
                isWell &= await TryAsync(GatherInTimeAsync);
                alarms.Set(!isWell, AlarmKinds.EndingStopped, Subject, "What was approved to end could not go on; it is tried again. What was begun stays on record as begun until it is done.");
                var wait = isWell ? Look : AfterFault;
                await dispositions.WaitAsync(options.Retention.Every is { } every && every < wait ? every : wait, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Whatever it is, what was begun stays on record as begun, and is completed by the next round; the server goes on serving.
            LogFailed(fault);
            return false;
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
            var order = new EndingOrder(due.Of(plan, name, first, last), EndingReason.Maximum, name, row.Author, row.ApprovedBy!, $"maximum of the class {name}, or of the origin, due {row.Due}");
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
