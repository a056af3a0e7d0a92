namespace Interop.Client;

/// <summary>Exponential back-off with full jitter: the n-th wait is uniform in 0 … min(max, first × 2ⁿ).</summary>
internal sealed class Backoff(TimeProvider time, int firstDelayMs = 100, int retryDelayMsMax = 30_000)
{
    private int failures;

    /// <summary>A try succeeded: the next failure waits short again.</summary>
    public void Reset() => failures = 0;

    /// <summary>Waits after a failure; never shorter than the server asked for.</summary>
    public Task WaitAsync(TimeSpan? atLeast, CancellationToken stop)
    {
        var ceilingMs = Math.Min(retryDelayMsMax, firstDelayMs * Math.Pow(2, Math.Min(failures++, 30)));
        var delay = TimeSpan.FromMilliseconds(Jitter() * ceilingMs);
        return Task.Delay(atLeast > delay ? atLeast.Value : delay, time, stop);
    }

    // Jitter only spreads load; it needs no unpredictability.
#pragma warning disable RS0030, CA5394 // Random.Shared behind a name, as the banned-symbols list asks
    private static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore RS0030, CA5394
}
