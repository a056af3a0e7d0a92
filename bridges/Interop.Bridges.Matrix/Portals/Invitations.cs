using System.Net;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Inbound;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>
/// Accepts and declines. A homeserver pushes nothing of a room before somebody of ours is in it, but people write at once after
/// they have invited: what was said to a ghost between the invitation and the joining is fetched. (Not so where the bot was
/// invited to observe: those people have not been told of the recording yet.)
/// </summary>
internal sealed class Invitations(IBridgeCore core, MatrixOptions options, MatrixHomeserverClient homeserver, RoomEntry rooms, ObservedRooms observed, Ingress ingress)
{
    private const int PageSize = 100;
    private const int PagesMax = 20;

    /// <exception cref="NativeRefusedException">The room is end-to-end encrypted, and was left again.</exception>
    public async Task AnswerAsync(MatrixRoomId room, MatrixUserId invited, bool accept, CancellationToken cancel)
    {
        if (!accept)
        {
            await DeclineAsync(room, invited, cancel);
            return;
        }

        // What is pushed from the joining on waits, so that it does not overtake what was said before.
        await ingress.CatchUpAsync(
            async () =>
            {
                await rooms.EnsureAsync(homeserver, room, invited, null, cancel);
                if (invited == options.BotUser)
                    return [];
                await core.RememberAsync(ObservedRooms.EnteredNote(room), invited.Value, cancel);
                return await ingress.IsDirectAsync(room, cancel) ? await SaidSinceInvitationAsync(room, invited, cancel) : [];
            },
            cancel);
        await observed.LeaveIfEncryptedAsync(room, invited, cancel);
    }

    private async Task DeclineAsync(MatrixRoomId room, MatrixUserId invited, CancellationToken cancel)
    {
        try
        {
            await homeserver.LeaveAsync(room, null, invited, cancel);
        }
        catch (MatrixException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            // The invitation was taken back meanwhile.
        }
    }

    /// <summary>Oldest first. As far back as the room's history visibility lets a new member see.</summary>
    private async Task<IReadOnlyList<MatrixEvent>> SaidSinceInvitationAsync(MatrixRoomId room, MatrixUserId invited, CancellationToken cancel)
    {
        var said = new List<MatrixEvent>();
        string? from = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var (events, end) = await homeserver.GetMessagesBeforeAsync(room, from, PageSize, invited, cancel);
            foreach (var json in events)
            {
                if (!MatrixEvent.TryRead(json, out var read))
                    continue;
                if (read!.Type == "m.room.member" && read.StateKey == invited.Value && read.Content.Text("membership") == "invite")
                    end = null;
                if (end is null)
                    break;
                if (read.StateKey is null)
                    said.Add(read);
            }

            if (end is null || events.Count == 0)
                break;
            from = end;
        }

        said.Reverse();
        return said;
    }
}
