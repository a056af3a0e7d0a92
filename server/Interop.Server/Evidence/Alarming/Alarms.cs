using System.Text.Json.Nodes;
using System.Threading.Channels;
using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Storage;

namespace Interop.Server.Evidence.Alarming;

/// <summary>
/// What stands to be looked at (spec 08). Raising and clearing cost nothing and are safe anywhere; each is archived as a record of kind alarm, in order,
/// as soon as the log can be written. A crash before that: whoever raised it finds the same again.
/// </summary>
internal sealed partial class Alarms : BackgroundService
{
    private const int StandingMax = 2000;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Kind, string Subject), Alarm> standing = [];
    private readonly Channel<Alarm> changes = Channel.CreateUnbounded<Alarm>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Database database;
    private readonly AppendLog log;
    private readonly TimeProvider time;
    private readonly ILogger<Alarms> logger;

    public Alarms(Database database, AppendLog log, TimeProvider time, ILogger<Alarms> logger)
    {
        (this.database, this.log, this.time, this.logger) = (database, log, time, logger);
        foreach (var alarm in Read("WHERE cleared_leaf IS NULL ORDER BY leaf"))
            standing[(alarm.Kind, alarm.Subject)] = alarm;
    }

    /// <summary>After a change is in the archive: the alarm as it is then.</summary>
    public event Action<Alarm>? Archived;

    /// <summary>What stands now, oldest first; what is not archived yet included.</summary>
    public IReadOnlyList<Alarm> Standing
    {
        get
        {
            lock (gate)
                return [.. standing.Values.OrderBy(a => a.Raised)];
        }
    }

    /// <summary>What stands, and before it the latest that are over.</summary>
    /// <param name="limit">Of those that are over.</param>
    public IReadOnlyList<Alarm> WithPast(int limit) => [.. Read("WHERE cleared_leaf IS NOT NULL ORDER BY leaf DESC LIMIT @limit", limit).AsEnumerable().Reverse(), .. Standing];

    /// <summary>Raises an alarm. While one of this kind and subject stands, only its sentence is renewed.</summary>
    /// <param name="kind">One of <see cref="AlarmKinds"/>.</param>
    /// <param name="subject">Of what, in few characters; no personal data beyond an identifier.</param>
    /// <param name="detail">One sentence for the operator; nothing of a message's content, no name of a person.</param>
    public void Raise(string kind, string subject, string detail)
    {
        var alarm = new Alarm(kind, subject, detail, time.GetUtcNow());
        lock (gate)
        {
            if (standing.TryGetValue((kind, subject), out var stands))
            {
                standing[(kind, subject)] = stands with { Detail = detail };
                return;
            }
            if (standing.Count >= StandingMax)
                return;
            standing[(kind, subject)] = alarm;
            changes.Writer.TryWrite(alarm);
        }
        LogRaised(kind, subject, detail);
    }

    /// <summary>Ends the alarm of this kind and subject, if one stands.</summary>
    public void Clear(string kind, string subject)
    {
        lock (gate)
        {
            if (!standing.Remove((kind, subject), out var stood))
                return;
            changes.Writer.TryWrite(stood with { Cleared = time.GetUtcNow() });
        }
        LogCleared(kind, subject);
    }

    /// <summary>Raises it when <paramref name="wrong"/>, and else clears it.</summary>
    public void Set(bool wrong, string kind, string subject, string detail)
    {
        if (wrong)
            Raise(kind, subject, detail);
        else
            Clear(kind, subject);
    }

    /// <summary>Clears what stands of a kind and is not among these subjects any more.</summary>
    public void Keep(string kind, IReadOnlySet<string> subjects)
    {
        foreach (var alarm in Standing.Where(a => a.Kind == kind && !subjects.Contains(a.Subject)))
            Clear(kind, alarm.Subject);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(stoppingToken))
                await ArchiveAsync(change, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is not archived is raised again by whoever finds it after the next start.
            return;
        }
    }

    private async Task ArchiveAsync(Alarm change, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var archived = change.Cleared is null ? await AppendRaisedAsync(change) : await AppendClearedAsync(change);
                Archived?.Invoke(archived);
                return;
            }
            catch (Exception fault) when (fault is Microsoft.Data.Sqlite.SqliteException or InvalidOperationException)
            {
                // The disk may be what the alarm is about: it is shown meanwhile, and archived when that is possible again.
                LogNotArchived(change.Kind, change.Subject, fault);
                await Task.Delay(TryAgain, time, stop);
            }
        }
    }

    private async Task<Alarm> AppendRaisedAsync(Alarm alarm)
    {
        var leaf = await log.AppendAsync(Record(alarm, "raised"), (connection, leaf) => connection.Execute(
            "INSERT INTO alarms(leaf, kind, subject, detail, raised) VALUES (@leaf, @Kind, @Subject, @Detail, @raised)",
            new { leaf, alarm.Kind, alarm.Subject, alarm.Detail, raised = WireTime.Format(alarm.Raised) }));
        lock (gate)
        {
            if (standing.TryGetValue((alarm.Kind, alarm.Subject), out var stands) && stands.Raised == alarm.Raised)
                standing[(alarm.Kind, alarm.Subject)] = stands with { Index = leaf };
        }
        return alarm with { Index = leaf };
    }

    private async Task<Alarm> AppendClearedAsync(Alarm alarm)
    {
        var raised = alarm.Index ?? database.Read(c => c.ExecuteScalar<long>(
            "SELECT max(leaf) FROM alarms WHERE kind=@Kind AND subject=@Subject AND cleared_leaf IS NULL", new { alarm.Kind, alarm.Subject }));
        var record = Record(alarm, "cleared", raised);
        var leaf = await log.AppendAsync(record, (connection, leaf) => connection.Execute(
            "UPDATE alarms SET cleared=@cleared, cleared_leaf=@leaf, detail=@Detail WHERE leaf=@raised", new { leaf, raised, alarm.Detail, cleared = WireTime.Format(alarm.Cleared!.Value) }));
        return alarm with { Index = raised, ClearedIndex = leaf };
    }

    private static LogRecord Record(Alarm alarm, string state, long? raised = null)
    {
        var fields = new JsonObject { ["alarm"] = alarm.Kind, ["state"] = state, ["subject"] = alarm.Subject };
        if (raised is { } index)
            fields["raised"] = index;
        return new LogRecord(LogRecord.Alarm, fields, new JsonObject { ["detail"] = alarm.Detail });
    }

    private Alarm[] Read(string where, int limit = 0) => database.Read(c => c.Query<Row>(
        $"SELECT leaf, kind, subject, detail, raised, cleared, cleared_leaf AS ClearedLeaf FROM alarms {where}", new { limit }).Select(r => r.Alarm()).ToArray());

    [LoggerMessage(Level = LogLevel.Error, Message = "ALARM {Kind} {Subject}: {Detail}")]
    private partial void LogRaised(string kind, string subject, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alarm {Kind} {Subject} is over")]
    private partial void LogCleared(string kind, string subject);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alarm {Kind} {Subject} could not be archived; it is tried again")]
    private partial void LogNotArchived(string kind, string subject, Exception fault);

    private sealed class Row
    {
        public long Leaf { get; init; }

        public string Kind { get; init; } = "";

        public string Subject { get; init; } = "";

        public string Detail { get; init; } = "";

        public string Raised { get; init; } = "";

        public string? Cleared { get; init; }

        public long? ClearedLeaf { get; init; }

        public Alarm Alarm() => new(Kind, Subject, Detail, WireTime.Parse(Raised), Leaf) { Cleared = Cleared is null ? null : WireTime.Parse(Cleared), ClearedIndex = ClearedLeaf };
    }
}
