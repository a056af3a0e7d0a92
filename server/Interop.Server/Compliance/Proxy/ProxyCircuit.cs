namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Remembers that the proxy does not answer, so that not every room finds out by waiting: while it is open nothing is asked, and after each pause one
/// question is let through to try.
/// </summary>
internal sealed class ProxyCircuit(TimeProvider time)
{
    public static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private DateTimeOffset? closedUntil;
    private TimeSpan pause;
    private bool trying;

    /// <summary>True when a question may be asked now. Whoever gets true reports how it went.</summary>
    public bool MayAsk()
    {
        lock (gate)
        {
            if (closedUntil is not { } until)
                return true;
            if (trying || time.GetUtcNow() < until)
                return false;
            return trying = true;
        }
    }

    public void Succeeded()
    {
        lock (gate)
            (closedUntil, pause, trying) = (null, TimeSpan.Zero, false);
    }

    public void Failed()
    {
        lock (gate)
        {
            pause = pause == TimeSpan.Zero ? PauseMin : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, PauseMax.Ticks));
            (closedUntil, trying) = (time.GetUtcNow() + pause, false);
        }
    }
}
