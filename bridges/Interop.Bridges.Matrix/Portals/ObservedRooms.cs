using System.Net;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>Enters native rooms of several people (spec 11, observed portal).</summary>
internal sealed class ObservedRooms(IBridgeCore core, MatrixOptions options, MatrixHomeserverClient homeserver, RoomEntry rooms, RoomClosing closing, PortalGuard guard)
{
    /// <exception cref="NativeRefusedException">Not let in, or encrypted.</exception>
    public async Task<ObservedRoom> ObserveAsync(string roomOrAlias, CancellationToken cancel)
    {
        if (roomOrAlias is not (['!', ..] or ['#', ..]))
            throw new NativeRefusedException($"\"{roomOrAlias}\" is neither a Matrix room id nor an alias.");
        MatrixRoomId room;
        try
        {
            room = await homeserver.JoinAsync(roomOrAlias, options.BotUser, cancel);
        }
        catch (MatrixException refused) when (refused.Status == HttpStatusCode.Forbidden && MatrixRoomId.TryParse(roomOrAlias, out var known))
        {
            if (await core.RecallAsync(EnteredNote(known), cancel) is not { } ghost)
                throw;
            // A ghost was invited, not the bot: it brings the bot in, if the room lets it.
            await homeserver.InviteAsync(known, options.BotUser, MatrixUserId.Parse(ghost), cancel);
            room = await homeserver.JoinAsync(roomOrAlias, options.BotUser, cancel);
        }

        rooms.Set(room, options.BotUser);
        await LeaveIfEncryptedAsync(room, options.BotUser, cancel);
        var members = await homeserver.GetMembersAsync(room, options.BotUser, cancel);
        var name = await homeserver.GetStateAsync(room, "m.room.name", "", options.BotUser, cancel);
        var topic = await homeserver.GetStateAsync(room, "m.room.topic", "", options.BotUser, cancel);
        return new ObservedRoom(
            new NativeRoomId(room.Value),
            new NativeUserId(options.BotUser.Value),
            [.. members.Where(member => member.Membership == "join" && !core.IsOwn(new NativeUserId(member.User.Value)))
                .Select(member => new NativeUser(new NativeUserId(member.User.Value), member.DisplayName))],
            name?.Text("name") is { Length: > 0 } shown ? shown : null,
            topic?.Text("topic") is { Length: > 0 } about ? about : null);
    }

    public Task LeaveAsync(MatrixRoomId room, CancellationToken cancel) => closing.LeaveAsync(room, [], cancel);

    /// <summary>Where the ghost is noted that was invited into a room and can bring the bot in.</summary>
    public static string EnteredNote(MatrixRoomId room) => $"entered/{room.Value}";

    /// <exception cref="NativeRefusedException">It was encrypted.</exception>
    public async Task LeaveIfEncryptedAsync(MatrixRoomId room, MatrixUserId member, CancellationToken cancel)
    {
        if (!options.LeaveEncryptedRooms || await homeserver.GetStateAsync(room, "m.room.encryption", "", member, cancel) is null)
            return;
        await guard.SayAsync(room, member, PortalGuard.EncryptedLeaveText, "encrypted", cancel);
        await closing.LeaveAsync(room, [member], cancel);
        throw new NativeRefusedException("The room is end-to-end encrypted: nothing said in it could be archived in clear.");
    }
}
