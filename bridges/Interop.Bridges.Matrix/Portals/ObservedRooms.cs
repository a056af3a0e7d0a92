using System.Net;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>Enters native rooms of several people (spec 11, observed portal), and answers invitations.</summary>
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
        catch (MatrixException refused) when (refused.Status == HttpStatusCode.Forbidden && MatrixRoomId.TryParse(roomOrAlias, out _))
        {
            if (await core.RecallAsync(EnteredNote(roomOrAlias), cancel) is not { } ghost)
                throw;
            // A ghost was invited, not the bot: it brings the bot in, if the room lets it.
            await homeserver.InviteAsync(MatrixRoomId.Parse(roomOrAlias), options.BotUser, MatrixUserId.Parse(ghost), cancel);
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

    public async Task AnswerAsync(MatrixRoomId room, MatrixUserId invited, bool accept, CancellationToken cancel)
    {
        if (!accept)
        {
            try
            {
                await homeserver.LeaveAsync(room, null, invited, cancel);
            }
            catch (MatrixException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
            {
                // The invitation was taken back meanwhile.
            }

            return;
        }

        await rooms.EnsureAsync(homeserver, room, invited, null, cancel);
        if (invited != options.BotUser)
            await core.RememberAsync(EnteredNote(room.Value), invited.Value, cancel);
        await LeaveIfEncryptedAsync(room, invited, cancel);
    }

    private static string EnteredNote(string room) => $"entered/{room}";

    private async Task LeaveIfEncryptedAsync(MatrixRoomId room, MatrixUserId member, CancellationToken cancel)
    {
        if (!options.LeaveEncryptedRooms || await homeserver.GetStateAsync(room, "m.room.encryption", "", member, cancel) is null)
            return;
        await guard.SayAsync(room, member, PortalGuard.EncryptedLeaveText, "encrypted", cancel);
        await closing.LeaveAsync(room, [member], cancel);
        throw new NativeRefusedException("The room is end-to-end encrypted: nothing said in it could be archived in clear.");
    }
}
