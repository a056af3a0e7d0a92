namespace Interop.Server;

/// <summary>
/// Background work that goes on whatever it meets. A fault that leaves a hosted service ends the whole process; the commonest, a disk that takes nothing
/// any more, must not: people are answered 4.1.0 meanwhile, alarms say why, and everything goes on when there is room again.
/// </summary>
internal static partial class UntilStopped
{
    private static readonly TimeSpan AgainMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AgainMax = TimeSpan.FromSeconds(30);

    /// <summary>Does the work, and begins it again after each fault, with growing delays, until it ends by itself or the server stops.</summary>
    /// <param name="work">Must be such that it can be begun again: what it waits for is in the store, not in its variables.</param>
    /// <param name="time">For the delays.</param>
    /// <param name="logger">Hears of each fault.</param>
    /// <param name="stop">The server stops.</param>
    public static async Task RunAsync(Func<CancellationToken, Task> work, TimeProvider time, ILogger logger, CancellationToken stop)
    {
        await Task.Yield();
        for (var wait = AgainMin; !stop.IsCancellationRequested;)
        {
            var begun = time.GetTimestamp();
            try
            {
                await work(stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                if (time.GetElapsedTime(begun) > AgainMax)
                    wait = AgainMin;
                LogFault(logger, wait.TotalSeconds, fault);
            }
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < AgainMax ? wait * 2 : AgainMax;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Work in the background failed; it is begun again in {Seconds} s")]
    private static partial void LogFault(ILogger logger, double seconds, Exception fault);
}
