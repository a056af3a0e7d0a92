using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>
/// The homeserver asks when somebody invites a user of our namespace whom it does not know: <c>@ocip_alice:…</c> or, on other
/// networks, <c>@ocip_xmpp_bob=40example.org:…</c>. Only the server knows whether there is such a person; the name alone makes none.
/// </summary>
internal sealed class UserQueries(IBridgeCore core, IShowsGhosts ghosts, MatrixUserId bot)
{
    /// <exception cref="HttpRequestException">The server is not reachable.</exception>
    public async Task<bool> ExistsAsync(MatrixUserId user, CancellationToken cancel)
    {
        if (user == bot)
            return true;
        if (!ghosts.IsGhost(new NativeUserId(user.Value)) || await core.FindGhostAsync(new NativeUserId(user.Value), cancel) is not { } ghost)
            return false;
        await ghosts.ShowGhostAsync(ghost, cancel);
        return true;
    }
}
