using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Portals;
using Interop.Bridges.Storage;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Outbound;

/// <summary>Chooses who acts on the network for an author: their own account if the bridge may, else their ghost, else the bot.</summary>
internal sealed class Actors(BridgeContext bridge, UserDirectory directory, GhostRegistry ghosts, Membership membership)
{
    public async Task<Actor> OfAsync(NativePortal portal, UserId author, CancellationToken cancellationToken)
    {
        if (await PuppetAsync(portal, author, cancellationToken) is { } puppet)
            return puppet;
        if (await ghosts.OfAsync(author, cancellationToken) is not { } ghost)
            return new Actor(bridge.Bot, SenderKind.Bot, (await directory.UserAsync(author, cancellationToken)).DisplayName);
        // In a direct chat of two addresses nobody but its ghost can be shown.
        if (!portal.Direct || portal.Voice == ghost.Account)
            await membership.BringGhostAsync(portal, ghost, cancellationToken);
        else
            await ghosts.ShowAsync(ghost, cancellationToken);
        return new Actor(ghost.Account, SenderKind.Ghost, ghost.DisplayName);
    }

    private async Task<Actor?> PuppetAsync(NativePortal portal, UserId author, CancellationToken cancellationToken)
    {
        if (bridge.Connector is not IPuppets puppets)
            return null;
        var user = await directory.UserAsync(author, cancellationToken);
        if (user.Persona == "bridged" || directory.AccountOf(user) is not { } account)
            return null;
        // Only where the employee's own account sits: their portal, or a native room that they are in.
        if (account != portal.Person && bridge.Store.Read(c => PortalTable.NativeMember(c, portal.NativeRoom, author)) != account)
            return null;
        return await puppets.CanActAsAsync(account, cancellationToken) ? new Actor(account, SenderKind.Puppet, user.DisplayName) : null;
    }
}
