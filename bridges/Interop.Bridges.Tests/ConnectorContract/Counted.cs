using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Xunit;

namespace Interop.Bridges.Tests.ConnectorContract;

/// <summary>What a network has by its own count, each message once.</summary>
internal static class Counted
{
    /// <summary>What it has of the 24 hours until so long ago.</summary>
    public static async Task<HashSet<NativeEventId>> OfDayAsync(IConnector connector, NativePortal portal, TimeSpan ago)
    {
        var to = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(1) - ago;
        var found = new HashSet<NativeEventId>();
        await foreach (var id in ((ICountsMessages)connector).CountAsync(portal, new NativeSpan(to - TimeSpan.FromDays(1), to), CancellationToken.None))
            Assert.True(found.Add(id), $"{id} is counted twice");
        return found;
    }

    /// <summary>The same of today; null while the bridge is not back in the native room.</summary>
    public static async Task<HashSet<NativeEventId>?> WhenInAsync(IConnector connector, NativePortal portal)
    {
        try
        {
            return await OfDayAsync(connector, portal, TimeSpan.Zero);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
