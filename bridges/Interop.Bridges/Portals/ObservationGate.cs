using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.Time;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Portals;

/// <summary>
/// Shut while an OCIP room is being made for an observed native room. The server's stream speaks of the new room at once; taken in before the portal is known, its
/// events would open a private portal for each of the people who sit in the native room. Durable, since the making may be interrupted by a crash; every attempt
/// shuts it anew, and one that was given up keeps it shut only for a while.
/// </summary>
internal sealed class ObservationGate(BridgeContext bridge)
{
    private const string Prefix = "core/observing/";
    private static readonly TimeSpan ShutMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns once no making is under way.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (bridge.Store.Read(c => NoteTable.Any(c, Prefix, after: WireTime.Format(bridge.Time.GetUtcNow() - ShutMax))))
            await Task.Delay(Step, bridge.Time, cancellationToken);
    }

    public Task ShutAsync(NativeRoomId room, CancellationToken cancellationToken) =>
        bridge.Store.WriteAsync("observing", c => NoteTable.Set(c, Prefix + room, bridge.Now), cancellationToken);

    /// <summary>Opens it, in the commit that makes the portal known or gives the making up.</summary>
    public static void Open(SqliteConnection connection, NativeRoomId room) => NoteTable.Set(connection, Prefix + room, null);
}
