using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.Time;
using Microsoft.Data.Sqlite;

namespace Interop.Bridges.Portals;

/// <summary>
/// While a gated portal is being made for a person, the native room exists and the person may have been invited to it already, but the portal is not known yet: what
/// the person does in an unknown room then has to wait, not to be passed over. Durable, since the making may be interrupted by a crash; every attempt notes it anew,
/// and one that was given up counts only for a while.
/// </summary>
internal sealed class PortalMaking(BridgeContext bridge)
{
    private const string Prefix = "core/making/";
    private static readonly TimeSpan CountsMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Before the native room can exist.</summary>
    public Task BeginAsync(NativeUserId person, CancellationToken cancellationToken) =>
        bridge.Store.WriteAsync("portal.making", c => NoteTable.Set(c, Prefix + person, bridge.Now), cancellationToken);

    /// <summary>In the commit that makes the portal known, or once the making was refused for good.</summary>
    public static void End(SqliteConnection connection, NativeUserId person) => NoteTable.Set(connection, Prefix + person, null);

    /// <summary>How long to leave this event waiting before it is looked at again; null when it can be judged now.</summary>
    public TimeSpan? WaitFor(InboundEvent inbound)
    {
        var since = WireTime.Format(bridge.Time.GetUtcNow() - CountsMax);
        return bridge.Store.Read(c => PortalTable.Find(c, inbound.Room) is null && string.CompareOrdinal(NoteTable.Find(c, Prefix + inbound.Sender), since) > 0) ? Pause : null;
    }
}
