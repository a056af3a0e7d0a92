using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;

namespace Interop.Server.Search;

/// <summary>
/// Follows the log with a cursor of its own. Nobody waits for it: it reads what is committed, and writes to files of its own. When a step fails it is
/// tried again, and an alarm stands until it is done.
/// </summary>
internal sealed partial class Indexer(SearchIndex index, AppendLog log, Alarms alarms, FaultPoints faults, TimeProvider time, ILogger<Indexer> logger) : BackgroundService
{
    private const string Subject = "index";

    /// <summary>Between two looks at the log when nothing comes; searchable within 5 s leaves room for a busy machine.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Between two checks of the whole index; after a kill the first one comes at once.</summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromDays(1);

    /// <summary>Longest wait between two tries of a step that fails.</summary>
    private static readonly TimeSpan TryAgainMax = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var wait = Look;
        var failing = false;
        var (check, due) = (Task.CompletedTask, time.GetUtcNow() + (index.WasKilled ? TimeSpan.Zero : CheckEvery));
        try
        {
            while (true)
            {
                try
                {
                    var worked = await index.StepAsync(log.Committed, stoppingToken);
                    if (worked)
                        faults.Crash(FaultPoints.IndexStep);
                    if (failing)
                        alarms.Clear(AlarmKinds.IndexBehind, Subject);
                    (failing, wait) = (false, Look);
                    if (worked)
                        continue;
                    if (check.IsCompleted && time.GetUtcNow() >= due)
                        (check, due) = (CheckAsync(stoppingToken), time.GetUtcNow() + CheckEvery);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    LogFailed(fault);
                    wait = wait * 2 < TryAgainMax ? wait * 2 : TryAgainMax;
                    if (!failing)
                        alarms.Raise(AlarmKinds.IndexBehind, Subject, "Records could not be taken into the search index; it is tried again. What it has is still found.");
                    failing = true;
                }
                await Task.Delay(wait, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task CheckAsync(CancellationToken stop)
    {
        try
        {
            var damaged = await index.CheckAsync(stop);
            LogChecked(damaged);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFailed(fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The search index was checked; {Damaged} of its partitions are made anew")]
    private partial void LogChecked(int damaged);

    [LoggerMessage(Level = LogLevel.Error, Message = "A step of the search index failed; it is tried again")]
    private partial void LogFailed(Exception fault);
}
