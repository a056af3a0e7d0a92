namespace Interop.Bridges.Scheduling;

/// <summary>Exponential backoff with full jitter: a random pause between 0 and a limit that doubles with each failure, so that many lanes do not come back at once.</summary>
internal static class Backoff
{
    /// <param name="attempts">Failures so far, 1 or more.</param>
    /// <param name="first">Limit of the first pause.</param>
    /// <param name="last">The limit never grows beyond this.</param>
    public static TimeSpan Pause(int attempts, TimeSpan first, TimeSpan last)
    {
        var limit = first.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 30));
        return TimeSpan.FromMilliseconds(Jitter() * Math.Min(limit, last.TotalMilliseconds));
    }

#pragma warning disable RS0030 // Jitter needs no secret.
    private static double Jitter() => Random.Shared.NextDouble();
#pragma warning restore RS0030
}
