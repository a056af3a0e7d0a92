using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Reconciliation;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Traffic;

/// <summary>
/// What passed in each hour (spec 08.13). Counted from the log when somebody looks, on from where it was counted last, in parts in the background: messages
/// on their way cost nothing for it. A crash between two parts: the last part is counted again, since the cursor is kept with what was counted.
/// </summary>
internal sealed partial class TrafficCounts(Database database, AppendLog log, TimeProvider time, ILogger<TrafficCounts> logger) : BackgroundService
{
    private const int PartMax = 10_000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);
    private readonly SemaphoreSlim asked = new(0, 1);
    private TaskCompletionSource round = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long counted = -1;

    /// <summary>Records below this are counted.</summary>
    public long Counted => Math.Max(0, Volatile.Read(ref counted));

    /// <summary>Somebody looks: counting goes on.</summary>
    private void Wake()
    {
        if (asked.CurrentCount == 0 && Counted < log.Committed)
        {
            try
            {
                asked.Release();
            }
            catch (SemaphoreFullException)
            {
                return; // two looked at once
            }
        }
    }

    /// <summary>Returns when everything is counted, or after some time: who looks first should not see nothing.</summary>
    public async Task CatchUpAsync(TimeSpan most)
    {
        var ended = Volatile.Read(ref round).Task;
        Wake();
        if (Counted < log.Committed)
            await Task.WhenAny(ended, Task.Delay(most, time));
    }

    /// <summary>The hours since a time, with what was counted of each source.</summary>
    public TrafficHour[] Since(DateTimeOffset from) =>
    [
        .. database.Read(c => c.Query<(string Hour, string Source, string Counts)>("SELECT hour, source, counts FROM traffic_hours WHERE hour>=@from ORDER BY hour, source", new { from = WireTime.Format(HourOf(from)) }).AsList())
            .GroupBy(row => row.Hour)
            .Select(hour => new TrafficHour(hour.Key, [.. hour.Select(row => new ReconciliationLine(row.Source, JsonSerializer.Deserialize(row.Counts, OcipJson.Default.ReconciliationCounts)!))])),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await asked.WaitAsync(stoppingToken);
                while (await CountPartAsync(stoppingToken))
                    await Task.Yield();
                Interlocked.Exchange(ref round, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is SqliteException or InvalidOperationException or JsonException)
            {
                // Whoever looks next begins it again from the cursor.
                LogFault(fault);
            }
        }
    }

    public override void Dispose()
    {
        asked.Dispose();
        base.Dispose();
    }

    /// <summary>Counts the next records, of one hour; false when there are none.</summary>
    private async Task<bool> CountPartAsync(CancellationToken stop)
    {
        var size = log.Committed;
        var first = Counted > 0 ? Counted : Begin(size);
        if (first >= size)
            return false;
        var (hour, next, books) = database.Read(c =>
        {
            var begun = HourOf(Reconciliations.AtOf(c, first));
            var end = Math.Min(Math.Min(first + PartMax, size), Reconciliations.FirstAt(c, begun.AddHours(1), size));
            var read = new DayBooks();
            read.Read(c, first, end, stop);
            return (WireTime.Format(begun), end, read);
        });
        var oldest = WireTime.Format(time.GetUtcNow() - KeptFor);
        await log.WriteAsync(c => Keep(c, hour, books.Sources, next, oldest));
        Volatile.Write(ref counted, next);
        return true;
    }

    /// <summary>Where an earlier process had come to, but no further back than hours are kept.</summary>
    private long Begin(long size) => database.Read(c => Math.Max(
        c.QuerySingleOrDefault<long?>("SELECT next FROM traffic_cursor") ?? 0, size == 0 ? 0 : Reconciliations.FirstAt(c, time.GetUtcNow() - KeptFor, size)));

    private static int Keep(SqliteConnection connection, string hour, ReconciliationLine[] lines, long next, string oldest)
    {
        foreach (var line in lines)
        {
            var before = connection.QuerySingleOrDefault<string?>("SELECT counts FROM traffic_hours WHERE hour=@hour AND source=@Name", new { hour, line.Name });
            var sum = before is null ? line.Counts : Sum(JsonSerializer.Deserialize(before, OcipJson.Default.ReconciliationCounts)!, line.Counts);
            connection.Execute("INSERT OR REPLACE INTO traffic_hours(hour, source, counts) VALUES (@hour, @Name, @counts)",
                new { hour, line.Name, counts = JsonSerializer.Serialize(sum, OcipJson.Default.ReconciliationCounts) });
        }
        connection.Execute("DELETE FROM traffic_hours WHERE hour<@oldest", new { oldest });
        connection.Execute("DELETE FROM traffic_cursor");
        return connection.Execute("INSERT INTO traffic_cursor(next) VALUES (@next)", new { next });
    }

    private static ReconciliationCounts Sum(ReconciliationCounts a, ReconciliationCounts b) => new()
    {
        Received = a.Received + b.Received,
        Archived = a.Archived + b.Archived,
        Refused = a.Refused + b.Refused,
        SentOut = a.SentOut + b.SentOut,
        Delivered = a.Delivered + b.Delivered,
        Held = a.Held + b.Held,
        Withheld = a.Withheld + b.Withheld,
        Released = a.Released + b.Released,
        Reported = a.Reported + b.Reported,
        Failed = a.Failed + b.Failed,
    };

    private static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Traffic could not be counted; it goes on when somebody looks again")]
    private partial void LogFault(Exception fault);
}
