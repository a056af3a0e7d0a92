using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Matrix.Inbound;
using Interop.Bridges.Native;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix.Portals;

/// <summary>
/// Keeps the promises of portals. A gated room stays gated or is left: another native person who is invited or comes in is put
/// out again where our side has the power, else our side says why and leaves, already at the invitation. (To go on as an
/// observed room was decided against: what the person was promised in it, holding and blocking, would silently end.)
/// A room that turns end-to-end encrypted is told so and, unless set otherwise, left.
/// </summary>
internal sealed class PortalGuard(IBridgeCore core, MatrixOptions options, MatrixHomeserverClient homeserver, RoomEntry rooms, RoomClosing closing, TimeProvider clock, ILogger log)
{
    public const string GateText = "Somebody else was let into this private chat. Messages to it pass an archive and delivery rules for one person only, so the bridge leaves it. "
        + "To go on, write to the other side in a new chat, or invite the bridge's own account to a room of several people.";

    public const string PutOutText = "This chat is for one person and the people on the other side. Somebody else who was let in has been put out.";

    public const string EncryptedLeaveText = "This room is end-to-end encrypted: nothing said here can be archived or carried over. The bridge leaves it.";

    public const string EncryptedStayText = "This room is end-to-end encrypted: what is said here is recorded only as unreadable, and is not carried over.";

    public const string UnreadableText = "A message here was end-to-end encrypted: it is recorded as unreadable, and is not carried over.";

    private const int CheckedMax = 100_000;

    private readonly ConcurrentDictionary<MatrixRoomId, bool> @checked = new();

    /// <exception cref="MatrixException">The homeserver cannot be reached now; to be done again.</exception>
    public async Task ConsiderAsync(MatrixEvent read, CancellationToken cancel)
    {
        switch (read.Type)
        {
            case "m.room.member" when read.Content.Text("membership") is "invite" or "join" && MatrixUserId.TryParse(read.StateKey, out var subject)
                && !core.IsOwn(new NativeUserId(subject.Value)):
                if (await core.FindPortalAsync(new NativeRoomId(read.Room.Value), cancel) is { Kind: PortalKind.Gated, Person: { } person } gated && person.Value != subject.Value)
                    await ShutGateAsync(gated, subject, read.Id.Value, cancel);
                break;
            case "m.room.encryption" or "m.room.encrypted":
                if (await core.FindPortalAsync(new NativeRoomId(read.Room.Value), cancel) is { } portal)
                    await EncryptedAsync(portal, read, cancel);
                break;
        }
    }

    /// <summary>
    /// Looks at who is in a gated room before the first act in it since the start: somebody may have got in while nobody looked (the bridge was
    /// down, or the room had only just become a portal).
    /// </summary>
    /// <exception cref="HttpRequestException">The room had to be left; the core opens another one when it tries again.</exception>
    public async Task CheckAsync(MatrixRoomId room, CancellationToken cancel)
    {
        if (@checked.ContainsKey(room) || await core.FindPortalAsync(new NativeRoomId(room.Value), cancel) is not { } portal)
            return;
        if (portal is { Kind: PortalKind.Gated, Person: { } person })
        {
            var voice = MatrixUserId.Parse(portal.Voice.Value);
            foreach (var member in await MembersAsync(room, voice, cancel))
            {
                if (member.Membership is not ("join" or "invite") || member.User.Value == person.Value || core.IsOwn(new NativeUserId(member.User.Value)))
                    continue;
                if (!await ShutGateAsync(portal, member.User, $"{member.User.Value}/{clock.GetUtcNow().ToUnixTimeMilliseconds()}", cancel))
                    throw new HttpRequestException("Somebody else was in the gated room, so it was left; another one will be opened.");
            }
        }

        if (@checked.Count >= CheckedMax)
            @checked.Clear();
        @checked[room] = true;
    }

    /// <summary>False when the room was left.</summary>
    private async Task<bool> ShutGateAsync(NativePortal portal, MatrixUserId intruder, string occasion, CancellationToken cancel)
    {
        var room = MatrixRoomId.Parse(portal.NativeRoom.Value);
        var voice = MatrixUserId.Parse(portal.Voice.Value);
        // The event may be old, or the second one about somebody who was put out at the first.
        if (!await IsInAsync(room, intruder, voice, cancel))
            return true;
        try
        {
            await homeserver.KickAsync(room, intruder, "This chat is for one person only.", voice, cancel);
            await SayAsync(room, voice, PutOutText, $"put-out/{intruder.Value}", cancel);
            log.LogWarning("somebody else was put out of a gated room");
            return true;
        }
        catch (MatrixException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            if (!await IsInAsync(room, intruder, voice, cancel))
                return true;
            await SayAsync(room, voice, GateText, "gate", cancel);
            await closing.LeaveAsync(room, [voice], cancel);
            await TellCoreAsync(portal, occasion, cancel);
            log.LogWarning("a gated room was left: somebody else was let in");
            return false;
        }
    }

    /// <summary>False also when our side is out: there is nothing left to guard.</summary>
    private async Task<bool> IsInAsync(MatrixRoomId room, MatrixUserId user, MatrixUserId voice, CancellationToken cancel) =>
        (await homeserver.GetStateAsync(room, "m.room.member", user.Value, voice, cancel))?.Text("membership") is "join" or "invite";

    private async Task EncryptedAsync(NativePortal portal, MatrixEvent read, CancellationToken cancel)
    {
        var room = read.Room;
        var voice = MatrixUserId.Parse(portal.Voice.Value);
        // Anybody can send an event of either type; only the room's state says what the room is. Else anybody could drive the bridge out.
        if (await homeserver.GetStateAsync(room, "m.room.encryption", "", voice, cancel) is null)
        {
            await SayAsync(room, voice, UnreadableText, "unreadable", cancel);
            return;
        }

        await SayAsync(room, voice, options.LeaveEncryptedRooms ? EncryptedLeaveText : EncryptedStayText, "encrypted", cancel);
        if (!options.LeaveEncryptedRooms)
            return;
        await closing.LeaveAsync(room, [voice], cancel);
        await TellCoreAsync(portal, read.Id.Value, cancel);
        log.LogWarning("a room was left: it is end-to-end encrypted");
    }

    /// <summary>
    /// The homeserver does not let our account act. When that is because our side is out of the room (it was left, or removed while nobody
    /// listened), the core is told, and opens another room.
    /// </summary>
    /// <exception cref="HttpRequestException">The portal is no more, and somebody's act waits for another one; to be tried again.</exception>
    public async Task FindOutWhyRefusedAsync(OutboundAct act, MatrixRoomId room, CancellationToken cancel)
    {
        if (await core.FindPortalAsync(act.Portal.NativeRoom, cancel) is { } portal)
        {
            var voice = MatrixUserId.Parse(portal.Voice.Value);
            if ((await homeserver.GetStateAsync(room, "m.room.member", voice.Value, voice, cancel))?.Text("membership") == "join")
                return;
            await TellCoreAsync(portal, $"{clock.GetUtcNow().ToUnixTimeMilliseconds()}", cancel);
        }

        // What the bridge itself had to say was about that room; what people said is to reach the other side.
        if (act.Author is not null)
            throw new HttpRequestException("The bridge is out of the native room; where it may, it opens another one.");
    }

    /// <summary>The portal is no more. In the form in which a network says that somebody removed our account: an account of ours that "removed itself".</summary>
    private Task TellCoreAsync(NativePortal portal, string occasion, CancellationToken cancel) => core.AcceptAsync(
        [new InboundMembership { Id = new NativeEventId($"left/{occasion}"), Room = portal.NativeRoom, Sender = portal.Voice, Subject = portal.Voice, Change = MembershipChange.Remove }],
        cancel);

    /// <summary>Nobody when the voice is not in the room: then the act itself finds that out.</summary>
    private async Task<IReadOnlyList<RoomMember>> MembersAsync(MatrixRoomId room, MatrixUserId voice, CancellationToken cancel)
    {
        try
        {
            return await homeserver.GetMembersAsync(room, voice, cancel);
        }
        catch (MatrixException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    /// <summary>Says it once: a repeat has the same transaction id, and who is out of the room has said it before.</summary>
    public async Task SayAsync(MatrixRoomId room, MatrixUserId voice, string text, string what, CancellationToken cancel)
    {
        var nativeRoom = new NativeRoomId(room.Value);
        var note = $"said/{room.Value}/{what}";
        if (await core.RecallAsync(note, cancel) is not null)
            return;
        var key = TransactionKey.Of(new NativeUserId(voice.Value), what, nativeRoom);
        var content = new JsonObject { ["msgtype"] = "m.notice", ["body"] = text, ["m.mentions"] = new JsonObject() };
        EchoMark.Put(content, key);
        try
        {
            await rooms.EnsureAsync(homeserver, room, voice, null, cancel);
            await homeserver.SendAsync(room, "m.room.message", key, content, voice, null, cancel);
        }
        catch (MatrixException refused) when (refused.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            log.LogWarning("a notice could not be posted: {Code}", refused.Code);
        }

        await core.RememberAsync(note, "said", cancel);
    }
}
