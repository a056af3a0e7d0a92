using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Scheduling;

/// <summary>
/// Works through a durable queue lane by lane: within a lane strictly one after another, also while the first one is being retried; different lanes side by
/// side, up to a limit. Holds no rows in memory: names of lanes only.
/// </summary>
internal sealed class LaneScheduler : IAsyncDisposable
{
    private readonly Settings settings;
    private readonly Dictionary<string, LaneState> lanes = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<Task> running = [];
    private TaskCompletionSource wake = NewWake();
    private Task loop = Task.CompletedTask;

    public LaneScheduler(Settings settings) => this.settings = settings;

    /// <summary>What a scheduler needs to know.</summary>
    /// <param name="Name">For the log.</param>
    /// <param name="WaitingLanes">The lanes that have waiting rows, from the store.</param>
    /// <param name="Work">Does the first row of a lane. An exception means: try again.</param>
    /// <param name="LanesAtOnceMax">How many lanes are worked on at the same time.</param>
    /// <param name="FirstPause">Limit of the first pause after a failure.</param>
    /// <param name="LastPause">Limit of the longest pause.</param>
    /// <param name="Time">The clock.</param>
    /// <param name="Log">The log.</param>
    public sealed record Settings(
        string Name, Func<IReadOnlyList<string>> WaitingLanes, Func<string, CancellationToken, Task<LaneOutcome>> Work, int LanesAtOnceMax,
        TimeSpan FirstPause, TimeSpan LastPause, TimeProvider Time, ILogger Log);

    public void Start()
    {
        lock (gate)
        {
            foreach (var lane in settings.WaitingLanes())
                lanes.TryAdd(lane, new LaneState());
        }
        loop = Task.Run(RunAsync);
    }

    /// <summary>A row was added to this lane.</summary>
    public void Notify(string lane)
    {
        lock (gate)
        {
            if (lanes.TryGetValue(lane, out var state))
                state.Added = true;
            else
                lanes.Add(lane, new LaneState());
        }
        Wake();
    }

    /// <summary>The other side is back: do not wait out the pauses.</summary>
    public void RetryNow()
    {
        lock (gate)
        {
            foreach (var state in lanes.Values)
                state.NotBefore = 0;
        }
        Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        Wake();
        await loop;
        Task[] rest;
        lock (gate)
            rest = [.. running];
        await Task.WhenAll(rest);
        stop.Dispose();
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        lock (gate)
            wake.TrySetResult();
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            Task woken;
            TimeSpan? pause = null;
            lock (gate)
            {
                if (wake.Task.IsCompleted)
                    wake = NewWake();
                woken = wake.Task;
                var now = settings.Time.GetTimestamp();
                foreach (var (name, state) in lanes)
                {
                    if (state.Busy)
                        continue;
                    if (state.NotBefore > now)
                    {
                        var left = settings.Time.GetElapsedTime(now, state.NotBefore);
                        pause = pause is { } p && p < left ? p : left;
                        continue;
                    }
                    if (running.Count >= settings.LanesAtOnceMax)
                        break;
                    state.Busy = true;
                    var task = Task.Run(() => WorkAsync(name, state));
                    running.Add(task);
                    _ = task.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                }
            }
            await WaitAsync(woken, pause);
        }
    }

    private async Task WaitAsync(Task woken, TimeSpan? pause)
    {
        if (pause is null)
        {
            await woken;
            return;
        }
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        await Task.WhenAny(woken, Task.Delay(pause.Value + TimeSpan.FromMilliseconds(1), settings.Time, timer.Token));
        await timer.CancelAsync();
    }

    private void Ended(Task task)
    {
        lock (gate)
            running.Remove(task);
        Wake();
    }

    private async Task WorkAsync(string lane, LaneState state)
    {
        var outcome = LaneOutcome.Done;
        while (outcome.More && !stop.IsCancellationRequested)
        {
            lock (gate)
                state.Added = false;
            outcome = await WorkOnceAsync(lane);
            if (outcome.More)
                state.Failures = 0;
        }
        lock (gate)
        {
            state.Busy = false;
            if (outcome.Retry)
            {
                state.Failures++;
                var pause = outcome.RetryAfter ?? Backoff.Pause(state.Failures, settings.FirstPause, settings.LastPause);
                state.NotBefore = settings.Time.GetTimestamp() + (long)(pause.TotalSeconds * settings.Time.TimestampFrequency);
            }
            else if (!outcome.More && !state.Added)
            {
                lanes.Remove(lane);
            }
        }
    }

    private async Task<LaneOutcome> WorkOnceAsync(string lane)
    {
        try
        {
            return await settings.Work(lane, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return LaneOutcome.Empty;
        }
        catch (Exception exception)
        {
            settings.Log.LogWarning(exception, "{Queue} {Lane}: will be tried again", settings.Name, lane);
            return LaneOutcome.Again();
        }
    }

    private sealed class LaneState
    {
        public bool Busy { get; set; }

        public bool Added { get; set; }

        public int Failures { get; set; }

        public long NotBefore { get; set; }
    }
}
