using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>
/// Optional: the network lets the bridge have an account per foreign user. Without it everything is sent by the bot, with the author's name in the text.
/// </summary>
public interface IShowsGhosts
{
    /// <summary>The native account for this address. Pure; one to one; inside the bridge's own namespace.</summary>
    NativeUserId NameGhost(GhostAddress address);

    /// <summary>The address in a native account name: the inverse of <see cref="NameGhost"/>. Null when it is not in the bridge's namespace or cannot be read.</summary>
    GhostAddress? ReadGhost(NativeUserId account);

    /// <summary>True for every account in the bridge's namespace, readable or not. Pure and fast: asked for every event.</summary>
    bool IsGhost(NativeUserId account);

    /// <summary>Makes the account exist with this display name. Already so: done. Called before a ghost first acts and when its name changes.</summary>
    Task ShowGhostAsync(Ghost ghost, CancellationToken cancellationToken);
}
