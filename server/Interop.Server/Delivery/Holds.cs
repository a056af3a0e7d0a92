using Interop.Server.Compliance.Hours;
using Interop.Server.Identity;
using NodaTime;

namespace Interop.Server.Delivery;

/// <summary>Who has something waiting for their hours, and when to look again. In memory; refilled from the rows of held events at start.</summary>
internal sealed class Holds(ServerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>When to ask about a hold whose end is not known.</summary>
    private static readonly Duration LookAgain = Duration.FromHours(1);

    private static readonly Duration Soon = Duration.FromSeconds(2);

    /// <summary>So often somebody is looked at, that a clock which was set is noticed; one that goes through days in seconds must not leap over an office's hours.</summary>
    private readonly TimeSpan lookMax = time is ShiftedClock ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromSeconds(5);

    /// <summary>By people's hours; null where the proxy is outside this process, which alone knows them.</summary>
    private readonly HoldSchedule? schedule = options.Proxy is null ? new() : null;

    /// <summary>Ends that a policy or the proxy has said.</summary>
    private readonly HoldTimes times = new();
    private readonly SemaphoreSlim changed = new(0);

    public void Dispose() => changed.Dispose();

    /// <summary>Somebody has something waiting. The engine in this process computes the end from the person's hours; a policy, or a proxy outside it, has said it.</summary>
    public void Add(User user, Instant? until)
    {
        var now = Now();
        // Who is closed is looked at when the hours open, and then a policy's own time counts too.
        if (schedule is not null && user.Person.Calendar is { } calendar && !calendar.IsOpen(now))
            schedule.Hold(user.UserId, calendar, now);
        else
            times.Add(user.UserId, until ?? now + LookAgain);
        changed.Release();
    }

    /// <summary>Somebody has something waiting since before this process: it is looked at again now.</summary>
    public void AskNow(User user) => Add(user, Now());

    /// <summary>What waits could not be looked at: a little later.</summary>
    public void AskSoon(User user) => Add(user, Now() + Soon);

    /// <summary>The person's hours were changed: what waits may be due now, or later than was told.</summary>
    public void CalendarChanged(User user)
    {
        schedule?.ChangeCalendar(user.UserId, user.Person.Calendar, Now());
        changed.Release();
    }

    public List<Protocol.Identifiers.UserId> TakeDue() => [.. (schedule?.TakeDue(Now()) ?? []).Union(times.TakeDue(Now()))];

    /// <summary>Somebody's waiting is over for another reason than time.</summary>
    public void Wake() => changed.Release();

    /// <summary>Returns when somebody may be due or the schedule was changed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = Earlier(schedule?.NextLook, times.Next) is { } next ? next - Now() : Duration.FromHours(1);
        var span = TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds + 1, 1, lookMax.TotalMilliseconds));
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = changed.WaitAsync(timer.Token);
        await Task.WhenAny(signal, Task.Delay(span, time, timer.Token));
        await timer.CancelAsync();
        try
        {
            await signal;
            // One look is enough for all who were added since the last.
            while (changed.Wait(0, CancellationToken.None))
            {
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private static Instant? Earlier(Instant? one, Instant? other) => one is null || other < one ? other ?? one : one;

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
