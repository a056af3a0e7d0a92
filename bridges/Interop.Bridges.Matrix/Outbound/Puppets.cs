using System.Collections.Concurrent;
using System.Net;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;

namespace Interop.Bridges.Matrix.Outbound;

/// <summary>Employees' own accounts on the company's homeserver, by the token of the second registration.</summary>
internal sealed class Puppets(MatrixHomeserverClient homeserver, string serverName, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<MatrixUserId, (bool May, long Since)> known = new();

    public MatrixHomeserverClient Homeserver => homeserver;

    /// <summary>True when the homeserver lets the bridge act as this user: on this homeserver, existing, and the registration in force.</summary>
    public async Task<bool> CanActAsAsync(MatrixUserId user, CancellationToken cancel)
    {
        if (user.Server != serverName)
            return false;
        if (known.TryGetValue(user, out var kept) && clock.GetElapsedTime(kept.Since) < Kept)
            return kept.May;
        bool may;
        try
        {
            may = await homeserver.WhoamiAsync(user, cancel) == user;
        }
        catch (MatrixException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or HttpStatusCode.NotFound)
        {
            may = false;
        }

        known[user] = (may, clock.GetTimestamp());
        return may;
    }
}
