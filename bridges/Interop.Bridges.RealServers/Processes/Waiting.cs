namespace Interop.Bridges.RealServers.Processes;

/// <summary>Bounded waiting for something outside this process.</summary>
public static class Waiting
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It was no for all of <paramref name="max"/>; <paramref name="otherwise"/> gives the message.</exception>
    public static async Task UntilAsync(Func<CancellationToken, Task<bool>> ready, TimeSpan max, Func<string> otherwise, TimeProvider time, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        while (!await ready(cancel))
        {
            if (time.GetElapsedTime(begun) > max)
                throw new TimeoutException(otherwise());
            await Task.Delay(Pause, time, cancel);
        }
    }
}
