namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>Waits until something is so.</summary>
public static class Eventually
{
    // Long: a homeserver that was told to come back later does so in its own time, and waiting costs nothing when all is well.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until there is an answer; fails with the name of what was waited for.</summary>
    public static async Task<T> AsyncFrom<T>(Func<Task<T?>> ask, string what)
        where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer)
                return answer;
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"waited {Limit.TotalSeconds} s for {what}");
            await Task.Delay(Step, TimeProvider.System);
        }
    }

    /// <inheritdoc cref="AsyncFrom{T}"/>
    public static Task<T> Async<T>(Func<T?> ask, string what)
        where T : class => AsyncFrom(() => Task.FromResult(ask()), what);

    /// <summary>Waits until a condition holds.</summary>
    public static Task Holds(Func<bool> condition, string what) => Async(() => condition() ? "yes" : null, what);

    /// <inheritdoc cref="Holds(Func{bool}, string)"/>
    public static Task HoldsFrom(Func<Task<bool>> condition, string what) => AsyncFrom(async () => await condition() ? "yes" : null, what);
}
