using System.Diagnostics;

namespace Interop.Cli.Bench;

/// <summary>Lets the senders send, in a closed loop or by the clock, and waits until all has arrived.</summary>
/// <param name="tracker">Who has what.</param>
/// <param name="senders">In the order of their numbers.</param>
internal sealed class Load(Tracker tracker, Sender[] senders)
{
    // What is due within this time is sent together: timers of the system are no finer.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>Without progress for so long, a phase has failed.</summary>
    public TimeSpan StallAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Told, many times a second, what part of the phase has arrived.</summary>
    public Action<double> Progress { get; init; } = _ => { };

    /// <summary>Each sender has so many messages under way at most, from its message number <paramref name="from"/> up to the one before <paramref name="to"/>.</summary>
    /// <returns>False when nothing moved for too long.</returns>
    public Task<bool> ClosedAsync(int from, int to, int window, CancellationToken stop)
    {
        tracker.OnComplete = sender => senders[sender].Allow(1);
        var target = tracker.Completed + ((long)senders.Length * (to - from));
        foreach (var sender in senders)
            sender.Begin(to, window);
        return WaitAsync(target, (long)senders.Length * (to - from), stop);
    }

    /// <summary>So many messages per second over all senders, sent on time whatever the server does; latencies count from when a message was due.</summary>
    /// <returns>False when nothing moved for too long.</returns>
    public async Task<bool> OpenAsync(int from, int to, double rate, CancellationToken stop)
    {
        tracker.OnComplete = _ => { };
        var count = (long)senders.Length * (to - from);
        var target = tracker.Completed + count;
        var schedule = new Schedule(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 20), from, senders.Length, rate);
        foreach (var sender in senders)
            sender.Begin(to, 0, schedule);
        using var pacing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pace = PaceAsync(schedule, count, pacing.Token);
        var moved = await WaitAsync(target, count, stop);
        await pacing.CancelAsync();
        await pace;
        return moved;
    }

    private async Task<bool> WaitAsync(long target, long count, CancellationToken stop)
    {
        var (seen, since) = (-1L, Stopwatch.GetTimestamp());
        while (tracker.Completed < target)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
            Progress(1 - ((target - tracker.Completed) / (double)count));
            if (tracker.Deliveries != seen)
                (seen, since) = (tracker.Deliveries, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > StallAfter)
                return false;
        }
        return true;
    }

    private async Task PaceAsync(Schedule schedule, long count, CancellationToken stop)
    {
        try
        {
            for (long message = 0; message < count; message++)
            {
                while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), schedule.DueAt(message)) is var early && early > TimeSpan.Zero)
                    await Task.Delay(early < Tick ? Tick : early, TimeProvider.System, stop);
                senders[message % senders.Length].Allow(1);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The phase is over; what was not sent shows as not delivered.
        }
    }
}
