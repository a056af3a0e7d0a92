using Interop.Server.Compliance.Hours;
using Interop.Server.Identity;
using NodaTime;

namespace Interop.Server.Delivery;

/// <summary>Who has something waiting for their hours, and when to look again. In memory; refilled from the rows of held events at start.</summary>
internal sealed class Holds(ServerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Of a proxy outside this process: when to ask about a hold whose end is not known.</summary>
    private static readonly Duration LookAgain = Duration.FromHours(1);

    private static readonly Duration Soon = Duration.FromSeconds(2);

    private readonly HoldSchedule schedule = new();

    /// <summary>Where the proxy is outside this process, it alone knows people's hours.</summary>
    private readonly HoldTimes? asks = options.Proxy is null ? null : new HoldTimes();
    private readonly SemaphoreSlim changed = new(0);

    public void Dispose() => changed.Dispose();

    /// <summary>Somebody has something waiting. The engine in this process computes the end from the person's hours; a proxy outside it has said it.</summary>
    public void Add(User user, Instant? until)
    {
        if (asks is null)
            schedule.Hold(user.UserId, user.Person.Calendar, Now());
        else
            asks.Add(user.UserId, until ?? Now() + LookAgain);
        changed.Release();
    }

    /// <summary>Somebody has something waiting since before this process: it is looked at again now.</summary>
    public void AskNow(User user) => Add(user, Now());

    /// <summary>What waits could not be looked at: a little later.</summary>
    public void AskSoon(User user) => Add(user, Now() + Soon);

    /// <summary>The person's hours were changed: what waits may be due now, or later than was told.</summary>
    public void CalendarChanged(User user)
    {
        schedule.ChangeCalendar(user.UserId, user.Person.Calendar, Now());
        changed.Release();
    }

    public List<Protocol.Identifiers.UserId> TakeDue() => asks?.TakeDue(Now()) ?? schedule.TakeDue(Now());

    /// <summary>Somebody's waiting is over for another reason than time.</summary>
    public void Wake() => changed.Release();

    /// <summary>Returns when somebody may be due or the schedule was changed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = (asks is null ? schedule.NextLook : asks.Next) is { } next ? next - Now() : Duration.FromHours(1);
        // Looked at every few seconds at the latest, so that a clock that was set is noticed.
        var span = TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds + 1, 1, 5_000));
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signal = changed.WaitAsync(timer.Token);
        await Task.WhenAny(signal, Task.Delay(span, time, timer.Token));
        await timer.CancelAsync();
        try
        {
            await signal;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
