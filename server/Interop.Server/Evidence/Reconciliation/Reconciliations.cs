using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Reconciliation;

/// <summary>
/// Closes the books of each day (spec 08): computed from the log in the background once the day is over, signed, kept, and archived by digest. Nothing is
/// counted while messages pass, so that this costs them nothing. A crash in between: the day is computed again, and archived once.
/// </summary>
internal sealed partial class Reconciliations(
    ServerOptions options, Database database, AppendLog log, ArchiveKeys keys, BridgePresence presence, Alarms alarms, TimeProvider time, ILogger<Reconciliations> logger) : BackgroundService
{
    private const string DateFormat = "yyyy-MM-dd";
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromMinutes(30);
    private readonly SemaphoreSlim one = new(1);

    /// <summary>The report of a day: the archived one of a day that is over, one made now of today. Null: there is none.</summary>
    public async Task<ReconciliationReport?> FindAsync(string date, CancellationToken stop)
    {
        if (!DateTimeOffset.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day))
            return null;
        var kept = database.Read(c => c.QuerySingleOrDefault<byte[]?>("SELECT document FROM reconciliations WHERE date=@date", new { date }));
        if (kept is not null)
            return JsonSerializer.Deserialize(kept, OcipJson.Default.ReconciliationReport);
        var now = time.GetUtcNow();
        if (day > now || now - day >= TimeSpan.FromDays(1))
            return null;
        await one.WaitAsync(stop);
        try
        {
            return Sign(Compute(day, now, final: false, stop));
        }
        finally
        {
            one.Release();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(options.Evidence.CloseEvery, time);
        try
        {
            do
            {
                await CloseAsync(stoppingToken);
            }
            while (await look.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Every day that is over and has no report yet.</summary>
    private async Task CloseAsync(CancellationToken stop)
    {
        try
        {
            if (log.Committed == 0)
                return;
            var last = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT max(date) FROM reconciliations"));
            var day = last is null ? DayOf(database.Read(c => AtOf(c, 0)))
                : DateTimeOffset.ParseExact(last, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddDays(1);
            for (; time.GetUtcNow() >= day.AddDays(1) + AfterMidnight; day = day.AddDays(1))
                await ArchiveAsync(day, stop);
        }
        catch (Exception fault) when (fault is SqliteException or InvalidOperationException or JsonException)
        {
            LogFault(fault);
        }
    }

    private async Task ArchiveAsync(DateTimeOffset day, CancellationToken stop)
    {
        ReconciliationReport report;
        await one.WaitAsync(stop);
        try
        {
            report = Sign(Compute(day, day.AddDays(1), final: true, stop));
        }
        finally
        {
            one.Release();
        }
        var document = JsonSerializer.SerializeToUtf8Bytes(report, OcipJson.Default.ReconciliationReport);
        var fields = new JsonObject { ["date"] = report.Date, ["first"] = report.First, ["next"] = report.Next, ["gaps"] = report.Gaps.Length };
        await log.AppendAsync(
            new LogRecord(LogRecord.Reconciliation, fields, new JsonObject { ["report"] = Base64UrlText.Of(SHA256.HashData(document)) }),
            (connection, leaf) => connection.Execute("INSERT INTO reconciliations(date, leaf, document) VALUES (@Date, @leaf, @document)", new { report.Date, leaf, document }));
        // What was not counted on the network's own side is said in the report; it is no fault by itself.
        var unexplained = report.Gaps.Where(g => g.Kind is not ("uncounted" or "away" or "notCapturing")).ToArray();
        if (unexplained.Length > 0)
            alarms.Raise(AlarmKinds.Gap, report.Date, $"The books of {report.Date} have {unexplained.Length} gaps: {unexplained[0].Kind} {unexplained[0].Subject}.");
        LogClosed(report.Date, report.Totals.Received, report.Gaps.Length);
    }

    private ReconciliationReport Compute(DateTimeOffset day, DateTimeOffset to, bool final, CancellationToken stop) => database.Read(connection =>
    {
        var size = log.Committed;
        var (first, next) = (FirstAt(connection, day, size), FirstAt(connection, day.AddDays(1), size));
        var books = new DayBooks();
        books.Read(connection, first, next, stop);
        var gaps = new DayGaps(connection, presence, day, to).Find(first, next, books);
        return new ReconciliationReport
        {
            Log = options.Log,
            Date = day.ToString(DateFormat, CultureInfo.InvariantCulture),
            At = WireTime.Format(time.GetUtcNow()),
            Final = final,
            First = first,
            Next = next,
            Totals = books.Totals,
            Sources = books.Sources,
            Rooms = books.Rooms,
            People = books.People,
            Gaps = [.. gaps],
        };
    });

    private ReconciliationReport Sign(ReconciliationReport report) =>
        report with { Signature = DetachedJws.Sign(keys.Checkpoint, CanonicalJson.Of(JsonSerializer.SerializeToElement(report, OcipJson.Default.ReconciliationReport))) };

    /// <summary>Index of the first record that is not before this time: times in the log never go back.</summary>
    public static long FirstAt(SqliteConnection connection, DateTimeOffset at, long size)
    {
        var (low, high) = (0L, size);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (AtOf(connection, middle) < at)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    public static DateTimeOffset AtOf(SqliteConnection connection, long leaf)
    {
        using var record = JsonDocument.Parse(connection.QuerySingle<byte[]>("SELECT record FROM records WHERE leaf=@leaf", new { leaf }));
        return WireTime.Parse(record.RootElement.GetProperty("at").GetString()!);
    }

    private static DateTimeOffset DayOf(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    public override void Dispose()
    {
        one.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The books of {Date} are closed: {Received} events came in, {Gaps} gaps")]
    private partial void LogClosed(string date, long received, int gaps);

    [LoggerMessage(Level = LogLevel.Error, Message = "The books of a day could not be closed; it is tried again")]
    private partial void LogFault(Exception fault);
}
