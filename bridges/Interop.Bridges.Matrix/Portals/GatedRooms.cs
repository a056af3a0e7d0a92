using System.Net;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>
/// Makes the room of one native person alone with ghosts (spec 11, gated portal). The room's alias is made of the request's
/// key: asking again, also after a crash in the middle, finds the same room and finishes what is missing.
/// </summary>
internal sealed class GatedRooms(MatrixOptions options, MatrixHomeserverClient homeserver, RoomEntry rooms, RoomClosing closing)
{
    private const int JoinsAtOnce = 8;

    public async Task<OpenedPortal> OpenAsync(GatedPortalRequest request, CancellationToken cancel)
    {
        var person = MatrixUserId.Parse(request.Person.Value);
        var ghosts = request.Ghosts.Select(ghost => MatrixUserId.Parse(ghost.Account.Value)).ToList();
        // A third member in a direct chat would make it a group in every client, so there the ghost speaks for the bridge.
        var voice = request.Direct ? ghosts[0] : options.BotUser;
        var creation = new RoomCreation
        {
            Name = request.Direct || request.Name is null ? null : DisplayText.Fold(request.Name, DisplayText.RoomNameOctetsMax),
            Topic = request.Direct || request.Topic is null ? null : DisplayText.Fold(request.Topic, DisplayText.TopicOctetsMax),
            AliasLocalpart = GhostLocalpart.Prefix + request.Key.Value,
            RoomVersion = options.RoomVersion,
            Invite = [.. ghosts.Where(ghost => ghost != voice), person],
            IsDirect = request.Direct,
            Federate = person.Server != options.ServerName,
            PowerLevels = PowerLevels.OfGatedRoom(voice, options.RoomVersion),
        };
        var room = await homeserver.CreateRoomAsync(creation, options.ServerName, voice, cancel);
        if (!await CompleteAsync(room, voice, person, ghosts, cancel))
        {
            // The alias is left over from a room that our side is out of.
            await closing.DropAliasAsync(creation.AliasLocalpart, cancel);
            room = await homeserver.CreateRoomAsync(creation, options.ServerName, voice, cancel);
            await CompleteAsync(room, voice, person, ghosts, cancel);
        }

        return new OpenedPortal(new NativeRoomId(room.Value), new NativeUserId(voice.Value));
    }

    /// <summary>False when the voice is not in the room.</summary>
    private async Task<bool> CompleteAsync(MatrixRoomId room, MatrixUserId voice, MatrixUserId person, List<MatrixUserId> ghosts, CancellationToken cancel)
    {
        Dictionary<MatrixUserId, string> members;
        try
        {
            members = (await homeserver.GetMembersAsync(room, voice, cancel)).ToDictionary(member => member.User, member => member.Membership);
        }
        catch (MatrixException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return false;
        }

        if (members.GetValueOrDefault(voice) != "join")
            return false;
        rooms.Set(room, voice);
        if (members.GetValueOrDefault(person) is not ("join" or "invite"))
            await homeserver.InviteAsync(room, person, voice, cancel);
        var missing = ghosts.Where(ghost => members.GetValueOrDefault(ghost) != "join");
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = JoinsAtOnce, CancellationToken = cancel }, async (ghost, token) =>
            await rooms.EnsureAsync(homeserver, room, ghost, () => homeserver.InviteAsync(room, ghost, voice, token), token));
        return true;
    }
}
