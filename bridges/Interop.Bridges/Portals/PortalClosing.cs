using Interop.Bridges.Api;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Portals;

/// <summary>Ends portals, and takes up again one to which its person came back; the server hears of both (spec 11.3).</summary>
internal sealed class PortalClosing(BridgeContext bridge)
{
    /// <summary>Nothing is shown in the native room any more. Crash between the two: done again, and the server knows of no such portal then.</summary>
    /// <exception cref="ApiUnavailableException">To be tried again.</exception>
    public async Task CloseAsync(NativePortal portal, CancellationToken cancellationToken)
    {
        await bridge.Api.DeletePortalAsync(portal.NativeRoom.Value, cancellationToken);
        await bridge.Store.WriteAsync("portal.closed", c => PortalTable.SetState(c, portal.NativeRoom, PortalState.Closed), cancellationToken);
    }

    /// <summary>The person of a gated portal is in its native room again; nothing when it is open.</summary>
    /// <exception cref="ApiUnavailableException">To be tried again.</exception>
    public async Task ReopenAsync(NativePortal portal, UserId person, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => PortalTable.Find(c, portal.NativeRoom)) is not { PortalState: PortalState.Closed })
            return;
        await bridge.Api.PutPortalAsync(new Portal(portal.Room, Portal.Gated, portal.NativeRoom.Value, person), cancellationToken);
        await bridge.Store.WriteAsync("portal.back", c => PortalTable.SetState(c, portal.NativeRoom, PortalState.Open), cancellationToken);
    }
}
