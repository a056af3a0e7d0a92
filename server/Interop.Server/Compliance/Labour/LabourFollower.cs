using System.Globalization;
using System.Text.Json;
using Dapper;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Interop.Server.Compliance.Labour;

/// <summary>
/// Counts after-hours work from the log, record by record, into a table by person and month (spec 10.12). What was counted and how far it got change in
/// one transaction: nothing is counted twice or left out, whenever it stops.
/// </summary>
internal sealed partial class LabourFollower(Database database, AppendLog log, UserDirectory users, ILogger<LabourFollower> logger) : BackgroundService
{
    private const int RecordsPerStep = 1_000;
    private const string Cursor = "labour-cursor";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Looked at up to here; what is stored may be behind by records that count nothing.</summary>
    private long seen;

    public override void Dispose()
    {
        gate.Dispose();
        base.Dispose();
    }

    /// <summary>Everything that is archived now is counted when this returns.</summary>
    public async Task CatchUpAsync()
    {
        await gate.WaitAsync();
        try
        {
            while (await StepAsync())
            {
            }
        }
        finally
        {
            gate.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFailed(fault);
            }
            try
            {
                await Task.Delay(Look, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<bool> StepAsync()
    {
        if (seen >= log.Committed)
            return false;
        var stored = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT value FROM settings WHERE name=@Cursor", new { Cursor })) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        var from = Math.Max(seen, stored);
        if (from >= log.Committed)
        {
            seen = from;
            return false;
        }
        var rows = database.Read(c => c.Query<Row>("""
            SELECT leaf, kind, sender AS SenderRow, record, exceptions FROM records WHERE leaf>=@from AND leaf<@to ORDER BY leaf
            """, new { from, to = from + RecordsPerStep }).AsList());
        var counts = rows.SelectMany(Of).ToList();
        var reached = rows[^1].Leaf + 1;
        // Most records count nothing: no commit is made for those alone, and after a restart they are looked at again.
        if (counts.Count == 0 && reached - stored < RecordsPerStep)
        {
            seen = reached;
            return true;
        }
        var next = reached.ToString(CultureInfo.InvariantCulture);
        await log.WriteAsync(connection =>
        {
            foreach (var count in counts)
                Add(connection, count);
            return connection.Execute("INSERT INTO settings(name, value) VALUES (@Cursor, @next) ON CONFLICT (name) DO UPDATE SET value=excluded.value", new { Cursor, next });
        });
        seen = reached;
        return true;
    }

    private IEnumerable<LabourCount> Of(Row row)
    {
        if (row.Kind is not (LogRecord.Event or LogRecord.Release))
            yield break;
        // Nearly all: nobody was spared, and who wrote it has no hours. They are not even read.
        if (row is { Kind: LogRecord.Event, Exceptions: null } && (row.SenderRow is not { } writer || users.Get(writer).Person.Calendar is null))
            yield break;
        var record = JsonElement.Parse(row.Record);
        var at = Instant.FromDateTimeOffset(WireTime.Parse(record.GetProperty("at").GetString()!));
        if (row.Kind == LogRecord.Release)
        {
            if (record.TryGetProperty("override", out _) && record.GetProperty("code").GetString() == DecisionCodes.DeliveredArchived.Code
                && users.Find(UserId.Parse(record.GetProperty("recipient").GetString()!)) is { } reached)
                yield return LabourCount.Moment(reached, at, overrides: 1);
            yield break;
        }
        if (row.SenderRow is { } sender && users.Get(sender) is { IsOurs: true, Kind: User.Work, Person.Calendar: { } calendar } own && !calendar.IsOpen(at)
            && record.GetProperty("header").GetProperty("type").GetString() is EventTypes.Message or EventTypes.Edit or EventTypes.Reaction or EventTypes.Retract)
            yield return LabourCount.Moment(own, at, sent: 1);
        if (row.Exceptions is null)
            yield break;
        foreach (var exception in JsonElement.Parse(System.Text.Encoding.UTF8.GetBytes(row.Exceptions)).EnumerateObject())
        {
            if (exception.Value.GetString() == DecisionCodes.HeldDeliveryHours.Code && users.Get(long.Parse(exception.Name, CultureInfo.InvariantCulture)) is { IsOurs: true } spared)
                yield return LabourCount.Held(spared, at);
        }
    }

    private static void Add(SqliteConnection connection, LabourCount count)
    {
        var last = connection.QuerySingleOrDefault<long?>("SELECT last_at FROM labour WHERE month=@Month AND user_id=@User", count);
        var seconds = count.At is { } at ? LabourRules.Adds(at, last) : 0;
        connection.Execute("""
            INSERT INTO labour(user_id, month, held, overrides, sent, seconds, last_at) VALUES (@User, @Month, @Attempts, @Overrides, @Sent, @seconds, @At)
            ON CONFLICT (month, user_id) DO UPDATE SET held=held+excluded.held, overrides=overrides+excluded.overrides, sent=sent+excluded.sent,
              seconds=seconds+excluded.seconds, last_at=coalesce(excluded.last_at, last_at)
            """, new { count.User, count.Month, count.Attempts, count.Overrides, count.Sent, seconds, count.At });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "After-hours work could not be counted; it is tried again")]
    private partial void LogFailed(Exception fault);

    private sealed record Row(long Leaf, string Kind, long? SenderRow, byte[] Record, string? Exceptions);
}
