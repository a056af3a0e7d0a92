using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.People;

/// <summary>The foreign users shown on this network.</summary>
internal sealed class GhostRegistry(BridgeContext bridge, UserDirectory directory)
{
    // The last three are of other organisations: no agreement, one that is suspended, one that does not go as far.
    private static readonly string[] NobodyHere =
        [DecisionCodes.NotFound.Code, DecisionCodes.Malformed.Code, DecisionCodes.NoFederationAgreement.Code, DecisionCodes.FederationSuspended.Code, DecisionCodes.FederationLimited.Code];

    /// <summary>The ghost of an account: known, or read from its name and asked of the server. Null when it names nobody.</summary>
    public async Task<Ghost?> FindAsync(NativeUserId account, CancellationToken cancellationToken)
    {
        if (bridge.Connector is not IShowsGhosts ghosts || !ghosts.IsGhost(account))
            return null;
        if (bridge.Store.Read(c => GhostTable.Find(c, account)) is { } known)
            return known;
        // Accounts of this very network are not looked up by a typed name: whoever wants them writes to them directly.
        if (ghosts.ReadGhost(account) is not { } address || address.Network == bridge.Network)
            return null;
        try
        {
            return await RememberAsync(await directory.UserAsync(address, cancellationToken), cancellationToken);
        }
        catch (ApiRefusedException refused) when (NobodyHere.Contains(refused.Problem.Code, StringComparer.Ordinal))
        {
            return null;
        }
    }

    /// <summary>The ghost of a user, or null on a network without ghosts.</summary>
    public async Task<Ghost?> OfAsync(UserId user, CancellationToken cancellationToken) =>
        bridge.Connector is IShowsGhosts ? await RememberAsync(await directory.UserAsync(user, cancellationToken), cancellationToken) : null;

    /// <summary>Makes sure that the ghost exists on the network under its name.</summary>
    public async Task ShowAsync(Ghost ghost, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => GhostTable.ShownName(c, ghost.Account)) == ghost.DisplayName)
            return;
        await ((IShowsGhosts)bridge.Connector).ShowGhostAsync(ghost, cancellationToken);
        // A crash here shows the ghost once more, which changes nothing.
        await bridge.Store.WriteAsync("ghost.shown", c => GhostTable.SetShown(c, ghost), cancellationToken);
    }

    private async Task<Ghost> RememberAsync(UserView user, CancellationToken cancellationToken)
    {
        var address = user.Persona == "bridged" && user.Accounts.Length > 0
            ? new GhostAddress(user.Accounts[0].Network, user.Accounts[0].Account)
            : new GhostAddress(GhostAddress.Ocip, user.Foreign == true ? user.User.Short : user.User.Local);
        var ghost = new Ghost(user.User, address, ((IShowsGhosts)bridge.Connector).NameGhost(address), user.DisplayName);
        if (bridge.Store.Read(c => GhostTable.Find(c, ghost.Account)) != ghost)
            await bridge.Store.WriteAsync("ghost", c => GhostTable.Set(c, ghost), cancellationToken);
        return ghost;
    }
}
