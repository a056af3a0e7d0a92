using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.Core.EndToEnd;

/// <summary>Waits longer than <see cref="Eventually"/>: processes have to start.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"waited {Limit.TotalSeconds} s for {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
