using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Preservation;
using Interop.Server.Storage;

namespace Interop.Server.Subjects;

/// <summary>
/// Carries out what was approved, and looks again at what was kept: when its date has come, and after each change of a hold (RET-9.19, RET-9.43). A peer's notice that
/// nobody here has decided in time is carried out (RET-9.74).
/// </summary>
internal sealed partial class SubjectWorker(Database database, Erasure erasure, SubjectSignal signal, HoldSignal holds, Alarms alarms, TimeProvider time, ILogger<SubjectWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private const string Requests = "requests";

    private long seen = -1;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await WorkAsync(stoppingToken);
                await signal.WaitAsync(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not done is after the next start.
            return;
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        var now = WireTime.Format(time.GetUtcNow());
        // At the start, too: a hold may have been released by a process that died then.
        var changes = holds.Changes;
        var (isChanged, done) = (changes != seen, true);
        foreach (var request in database.Read(c => c.Query<SubjectRow>($"""
            SELECT {SubjectRow.Columns} FROM subject_requests s WHERE state='approved' OR (state='waiting' AND issuer<>'' AND due<=@now)
              OR (state='kept' AND EXISTS (SELECT 1 FROM subject_verdicts v WHERE v.request=s.n AND v.verdict='kept' AND (v.until<=@now OR (@isChanged AND v.held))))
            ORDER BY n
            """, new { now, isChanged }).AsList()))
        {
            try
            {
                await erasure.CarryOutAsync(request, stop);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                done = false;
                LogFault(request.Id, fault);
            }
        }
        if (done)
            seen = changes;
        alarms.Set(!done, AlarmKinds.EndingStopped, Requests, "A person's request could not be carried out; it is tried again.");
        LookForOverdue(now);
    }

    /// <summary>The law gives a month (spec 9.9); nobody but a person decides, so somebody must be told. Of peers' notices those are carried out that nobody decided on.</summary>
    private void LookForOverdue(string now)
    {
        var late = database.Read(c => c.Query<(string Id, string At, string Due)>("SELECT id, at, due FROM subject_requests WHERE issuer='' AND state IN ('waiting', 'approved') AND due<=@now ORDER BY n", new { now }).AsList());
        foreach (var (id, at, due) in late)
            alarms.Raise(AlarmKinds.RequestOverdue, id, $"A person's request of {at} was to be decided by {due}.");
        alarms.Keep(AlarmKinds.RequestOverdue, late.Select(request => request.Id).ToHashSet(StringComparer.Ordinal));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Request} could not be carried out; it is tried again")]
    private partial void LogFault(string request, Exception fault);
}
