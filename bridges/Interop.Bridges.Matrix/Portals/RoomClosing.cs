using System.Net;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>Leaves a room with everybody of ours, and with the alias that would go on bringing its events to us.</summary>
internal sealed class RoomClosing(IBridgeCore core, MatrixOptions options, MatrixHomeserverClient homeserver, RoomEntry rooms)
{
    /// <param name="room">Which room.</param>
    /// <param name="more">Accounts that may be in it besides the ghosts that the core knows of.</param>
    /// <param name="cancel">Ends the attempt; it may be made again.</param>
    public async Task LeaveAsync(MatrixRoomId room, IEnumerable<MatrixUserId> more, CancellationToken cancel)
    {
        var ghosts = await core.GhostsInAsync(new NativeRoomId(room.Value), cancel);
        var leaving = ghosts.Select(ghost => MatrixUserId.Parse(ghost.Account.Value)).Concat(more).Append(options.BotUser).Distinct().ToList();
        await DropAliasesAsync(room, leaving, cancel);
        foreach (var user in leaving)
        {
            rooms.Forget(room, user);
            await IgnoreRefusalAsync(homeserver.LeaveAsync(room, null, user, cancel)); // not in it: done
        }
    }

    public Task DropAliasAsync(string localpart, CancellationToken cancel) =>
        IgnoreRefusalAsync(homeserver.DeleteAliasAsync($"#{localpart}:{options.ServerName}", cancel));

    private async Task DropAliasesAsync(MatrixRoomId room, List<MatrixUserId> members, CancellationToken cancel)
    {
        foreach (var member in members)
        {
            if (await homeserver.GetAliasesAsync(room, member, cancel) is not { } aliases)
                continue;
            foreach (var alias in aliases.Where(alias => alias.StartsWith('#' + GhostLocalpart.Prefix, StringComparison.Ordinal)))
                await IgnoreRefusalAsync(homeserver.DeleteAliasAsync(alias, cancel));
            return;
        }
    }

    private static async Task IgnoreRefusalAsync(Task act)
    {
        try
        {
            await act;
        }
        catch (MatrixException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            // Already so.
        }
    }
}
