using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: the bridge can open a native room, or direct chat, for one native person alone with ghosts (spec 11, gated portal).</summary>
public interface IGatedPortals
{
    /// <summary>
    /// Makes the native room, brings bot and ghosts into it and invites the person; or, for the same <see cref="GatedPortalRequest.Key"/>, finds the one that was made.
    /// Direct chats of networks that need no room for it: just names it. Posts nothing: the core posts the recording notice as first message.
    /// </summary>
    Task<OpenedPortal> OpenAsync(GatedPortalRequest request, CancellationToken cancellationToken);
}
