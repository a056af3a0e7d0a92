using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.PolicyApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// Runs versions over past events, one after the other, in the background. A run is stored before it waits, and its end is a record. What a stop of the
/// server interrupts begins anew with the next start, over the same days.
/// </summary>
internal sealed partial class DryRuns(PolicyBook book, PastRecords records, IPastEvents past, Database database, AppendLog log, TimeProvider time, ILogger<DryRuns> logger) : BackgroundService
{
    public const int DaysMax = 30;

    private const int KeptMax = 100;
    private const int WaitingMax = 10;

    private readonly ConcurrentDictionary<string, DryRun> runs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<DryRun> waiting = [];
    private readonly SemaphoreSlim asked = new(0);

    public override void Dispose()
    {
        asked.Dispose();
        base.Dispose();
    }

    /// <exception cref="ProblemException">5.5.4: no such version; 5.5.0: the days; 4.2.0: too many wait.</exception>
    public async Task<DryRunView> StartAsync(Principal principal, string name, int version, DryRunRequest request)
    {
        var days = request.Days ?? DaysMax;
        if (days is < 1 or > DaysMax)
            throw new ProblemException(DecisionCodes.Malformed, $"days: 1 to {DaysMax}.");
        if (waiting.Count >= WaitingMax)
            throw new ProblemException(DecisionCodes.QueueLimit, "Other dry runs wait already; try again when they are done.");
        var now = time.GetUtcNow();
        var row = new DryRunRow
        {
            Id = Guid.CreateVersion7(now).ToString("D"), Policy = name, Version = version, By = principal.Account, Started = WireTime.Format(now), First = WireTime.Format(now - TimeSpan.FromDays(days)),
        };
        var run = Of(row) ?? throw new ProblemException(DecisionCodes.NotFound, "There is no such version of a policy.");
        await log.WriteAsync(connection =>
        {
            row.Put(connection, KeptMax);
            return true;
        });
        Enqueue(run);
        return run.View();
    }

    /// <exception cref="ProblemException">5.5.4: there is none of this id.</exception>
    public DryRunView View(string id) => runs.TryGetValue(id, out var run) ? run.View() : Ended(id);

    /// <summary>Ends a run; one that is over stays as it is.</summary>
    /// <exception cref="ProblemException">5.5.4: there is none of this id.</exception>
    public async Task CancelAsync(string id)
    {
        if (!runs.TryGetValue(id, out var run))
        {
            Ended(id);
            return;
        }
        run.Cancel();
        await log.WriteAsync(c => c.Execute("UPDATE dry_runs SET cancelled=1 WHERE id=@id", new { id }));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            foreach (var row in database.Read(DryRunRow.Open))
            {
                if (Of(row) is { } interrupted)
                    Enqueue(interrupted);
            }
            while (true)
            {
                await asked.WaitAsync(stoppingToken);
                if (waiting.TryDequeue(out var run))
                    await RunAsync(run, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task RunAsync(DryRun run, CancellationToken stop)
    {
        var state = DryRun.Done;
        try
        {
            await run.RunAsync(records, past, stop);
            state = run.IsCancelled ? DryRun.Cancelled : DryRun.Done;
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            // A dry run decides on nothing: it is marked, and asked for again.
            LogFailed(run.Id, fault);
            state = DryRun.Failed;
        }
        var now = time.GetUtcNow();
        var view = run.ViewAs(state, now);
        var fields = new JsonObject { ["what"] = "policy", ["name"] = view.Policy, ["version"] = view.Version, ["state"] = "dry-run" };
        var value = new JsonObject { ["id"] = view.Id, ["state"] = state, ["looked"] = view.Looked, ["hits"] = new JsonObject(view.Outcomes.Select(o => KeyValuePair.Create(o.Name, (JsonNode?)o.Events))) };
        try
        {
            // A crash before this: it runs again. After it: it is over, and shown as it ended.
            await log.AppendAsync(new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = view.By, ["value"] = value }), (connection, _) => DryRunRow.End(connection, view));
            runs.TryRemove(run.Id, out _);
        }
        catch (Exception fault) when (fault is SqliteException or InvalidOperationException)
        {
            // It is shown from memory, and runs again with the next start; a trial stops no server.
            run.End(state, now);
            LogFailed(run.Id, fault);
        }
    }

    /// <summary>A run of a stored row; null when there is no such version.</summary>
    private DryRun? Of(DryRunRow row)
    {
        if (book.Version(row.Policy, (int)row.Version) is not { } policy)
            return null;
        var inForce = book.At(Instant.FromDateTimeOffset(time.GetUtcNow())).Compiled.OfType<ScopedPolicy>().FirstOrDefault(p => p.Source.Name == row.Policy && p.Source.Version != row.Version);
        var run = new DryRun(row.Id, policy, inForce, row.By, WireTime.Parse(row.Started), WireTime.Parse(row.First));
        if (row.Cancelled)
            run.Cancel();
        return run;
    }

    private void Enqueue(DryRun run)
    {
        runs[run.Id] = run;
        waiting.Enqueue(run);
        asked.Release();
    }

    private DryRunView Ended(string id) => database.Read(c => DryRunRow.Find(c, id)) is { View: { } view }
        ? JsonSerializer.Deserialize(view, OcipJson.Default.DryRunView)!
        : throw new ProblemException(DecisionCodes.NotFound, "There is no such dry run.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Dry run {Id} failed")]
    private partial void LogFailed(string id, Exception fault);
}
