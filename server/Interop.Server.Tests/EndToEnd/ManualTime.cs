namespace Interop.Server.Tests.EndToEnd;

/// <summary>A clock that stands still until a test moves it. Timers fire while it is moved, each at its moment.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan LoopMax = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly List<Alarm> alarms = [];
    private DateTimeOffset now = start;
    private DateTimeOffset? target;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public void MoveTo(DateTimeOffset to)
    {
        while (true)
        {
            Alarm? next;
            lock (gate)
            {
                target = to;
                next = alarms.Where(a => a.Due <= to).MinBy(a => a.Due);
                if (next is null)
                {
                    (now, target) = (to, null);
                    return;
                }
                now = next.Due > now ? next.Due : now;
                if (next.Period > TimeSpan.Zero)
                    next.Due = Next(now, next.Period, to);
                else
                    alarms.Remove(next);
            }
            next.Ring();
        }
    }

    /// <summary>Of a timer that rings again and again: soon after, and then once shortly before the end; nobody waits for each second of a night.</summary>
    private static DateTimeOffset Next(DateTimeOffset now, TimeSpan period, DateTimeOffset to)
    {
        var rest = to - now;
        return rest <= 2 * period ? now + period : to - TimeSpan.FromTicks(rest.Ticks % period.Ticks);
    }

    private sealed class Alarm(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now;
            lock (time.gate)
            {
                time.alarms.Remove(this);
                Period = period;
                now = dueTime == TimeSpan.Zero;
                if (dueTime > TimeSpan.Zero)
                {
                    // A loop that waits a little, again and again, is such a timer too.
                    Due = time.target is { } to && dueTime <= LoopMax && to > time.now ? Next(time.now, dueTime, to) : time.now + dueTime;
                    time.alarms.Add(this);
                }
            }
            if (now)
                Ring();
            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
                time.alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
