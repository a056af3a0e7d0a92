using System.Net;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Portals;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Outbound;

/// <summary>Ghosts that come and go, people who are put out of a portal, and the names of rooms. Already so: done.</summary>
internal sealed class MembershipSender(MatrixHomeserverClient homeserver, RoomEntry rooms)
{
    private const string RemovedReason = "Removed from the room.";

    public async Task<NativeSent> SendAsync(NativeMembership act, CancellationToken cancel)
    {
        var room = MatrixRoomId.Parse(act.Portal.NativeRoom.Value);
        var subject = MatrixUserId.Parse(act.Subject.Value);
        var voice = MatrixUserId.Parse(act.Portal.Voice.Value);
        await rooms.EnsureAsync(homeserver, room, voice, null, cancel);
        switch (act.Change)
        {
            case MembershipChange.Join when act.SubjectIsGhost:
                await rooms.EnsureAsync(homeserver, room, subject, () => homeserver.InviteAsync(room, subject, voice, cancel), cancel);
                break;
            case MembershipChange.Join:
                await homeserver.InviteAsync(room, subject, voice, cancel);
                break;
            case MembershipChange.Leave when act.SubjectIsGhost:
                rooms.Forget(room, subject);
                await UnlessOutAsync(homeserver.LeaveAsync(room, null, subject, cancel), room, subject, voice, cancel);
                break;
            default:
                rooms.Forget(room, subject);
                await UnlessOutAsync(homeserver.KickAsync(room, subject, RemovedReason, voice, cancel), room, subject, voice, cancel);
                break;
        }

        return new NativeSent(null);
    }

    public async Task<NativeSent> SendProfileAsync(NativeRoomProfile act, CancellationToken cancel)
    {
        var room = MatrixRoomId.Parse(act.Portal.NativeRoom.Value);
        var voice = MatrixUserId.Parse(act.Portal.Voice.Value);
        await rooms.EnsureAsync(homeserver, room, voice, null, cancel);
        MatrixEventId? id = null;
        if (act.Topic is not null)
            id = await homeserver.PutStateAsync(room, "m.room.topic", "", new() { ["topic"] = act.Topic.Length == 0 ? "" : DisplayText.Fold(act.Topic, DisplayText.TopicOctetsMax) }, voice, cancel);
        if (act.Name is not null)
            id = await homeserver.PutStateAsync(room, "m.room.name", "", new() { ["name"] = act.Name.Length == 0 ? "" : DisplayText.Fold(act.Name, DisplayText.RoomNameOctetsMax) }, voice, cancel);
        return new NativeSent(id is { } made ? new NativeEventId(made.Value) : null);
    }

    private async Task UnlessOutAsync(Task act, MatrixRoomId room, MatrixUserId subject, MatrixUserId voice, CancellationToken cancel)
    {
        try
        {
            await act;
        }
        catch (MatrixException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            var state = await homeserver.GetStateAsync(room, "m.room.member", subject.Value, voice, cancel);
            if (state?.Text("membership") is "join" or "invite")
                throw;
        }
    }
}
