using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Inbound;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Portals;

/// <summary>Enters native rooms of several people: joins, tells, makes or joins the OCIP room, reports (spec 11, observed portals).</summary>
internal sealed class Observation(BridgeContext bridge, UserDirectory directory, GhostRegistry ghosts, RecordingNotice notice, Membership membership, ObservationGate gate)
{
    /// <summary>A native person asked for it by inviting the bot or a ghost.</summary>
    /// <param name="nativeRoom">The native room.</param>
    /// <param name="inviter">Becomes the creator of the OCIP room.</param>
    /// <param name="ghost">The ghost that was invited, or null.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task EnterInvitedAsync(NativeRoomId nativeRoom, UserView inviter, Ghost? ghost, CancellationToken cancellationToken)
    {
        var entered = await ObserveAsync(nativeRoom, cancellationToken);
        if (bridge.Store.Read(c => PortalTable.Find(c, entered.Room)) is { PortalState: PortalState.Open })
            return;
        var members = await MembersAsync(entered, cancellationToken);
        var told = await notice.SayAsync(Portal(entered, default), [.. members.Select(m => m.User.User)], cancellationToken);
        await ShutAsync(
            entered.Room,
            async () => await RegisterAsync(entered, await RoomForAsync(entered, inviter, members, ghost, cancellationToken), members, told, cancellationToken),
            cancellationToken);
        if (ghost is not null)
            await bridge.Store.WriteAsync("portal.ghost", c => PortalTable.SetMember(c, entered.Room, ghost.User, ghost.Account, ghost: true), cancellationToken);
    }

    /// <summary>An administrator asked for it: the native room is joined to an OCIP room that exists.</summary>
    public async Task EnterRequestedAsync(PortalRequest request, CancellationToken cancellationToken)
    {
        var entered = await ObserveAsync(new NativeRoomId(request.NativeRoom), cancellationToken);
        if (bridge.Store.Read(c => PortalTable.Find(c, entered.Room)) is { PortalState: PortalState.Open } existing)
        {
            if (existing.Room != request.Room.Value)
                throw new NativeRefusedException($"{entered.Room} stands for another room already.");
            return;
        }
        var members = await MembersAsync(entered, cancellationToken);
        var told = await notice.SayAsync(Portal(entered, request.Room), [.. members.Select(m => m.User.User)], cancellationToken);
        await ShutAsync(entered.Room, () => RegisterAsync(entered, request.Room, members, told, cancellationToken), cancellationToken);
        // Who is a participant already is refused, which is as good.
        foreach (var (native, user) in members)
            await membership.JoinRoomAsync(Portal(entered, request.Room), native, user, $"observe/{request.Room.Uuid:D}/{native.Account}", cancellationToken);
        if (members.Count == 0)
            return;
        var view = await bridge.Api.GetRoomAsync(request.Room, cancellationToken);
        foreach (var participant in view.Participants.Where(p => members.All(m => m.User.User != p.User)))
        {
            if (await ghosts.OfAsync(participant.User, cancellationToken) is { } ghost)
                await membership.BringGhostAsync(Portal(entered, request.Room), ghost, cancellationToken);
        }
    }

    private Task<ObservedRoom> ObserveAsync(NativeRoomId room, CancellationToken cancellationToken) => bridge.Connector is IObservedPortals observed
        ? observed.ObserveAsync(room, cancellationToken)
        : throw new NativeRefusedException($"The bridge cannot take part in rooms of {bridge.Network}.");

    private async Task<IReadOnlyList<(NativeUser Native, UserView User)>> MembersAsync(ObservedRoom entered, CancellationToken cancellationToken)
    {
        var members = new List<(NativeUser, UserView)>();
        foreach (var native in entered.Members)
            members.Add((native, await directory.ContactAsync(native.Account, native.DisplayName, cancellationToken)));
        return members;
    }

    private async Task<RoomId> RoomForAsync(
        ObservedRoom entered, UserView inviter, IReadOnlyList<(NativeUser Native, UserView User)> members, Ghost? ghost, CancellationToken cancellationToken)
    {
        var note = $"core/observed-room/{entered.Room}";
        if (bridge.Store.Read(c => NoteTable.Find(c, note)) is { } made)
            return RoomId.Parse(made);
        var others = members.Select(m => m.User.User).Concat(ghost is null ? [] : [ghost.User]).Where(u => u != inviter.User).Distinct();
        // Crash after the request and before the second note: asked again in the same transaction, the server answers the same room.
        var transaction = await TransactionAsync(entered.Room, cancellationToken);
        var request = new BridgeRoomRequest(
            transaction, inviter.User, [.. others], Fit(entered.Name, EventLimits.RoomNameOctetsMax), Fit(entered.Topic, EventLimits.RoomTopicOctetsMax));
        var room = (await bridge.Api.PostRoomAsync(request, cancellationToken)).Room;
        await bridge.Store.WriteAsync("observed.room", c => NoteTable.Set(c, note, room.Value), cancellationToken);
        return room;
    }

    private async Task<TransactionId> TransactionAsync(NativeRoomId nativeRoom, CancellationToken cancellationToken)
    {
        var note = $"core/observed-room-transaction/{nativeRoom}";
        if (bridge.Store.Read(c => NoteTable.Find(c, note)) is { } noted)
            return TransactionId.Parse(noted);
        var transaction = TransactionId.Create(bridge.Time);
        await bridge.Store.WriteAsync("observed.transaction", c => NoteTable.Set(c, note, transaction.Value), cancellationToken);
        return transaction;
    }

    /// <summary>Does something with the gate shut; what makes the portal known opens it, and so does a refusal.</summary>
    private async Task ShutAsync(NativeRoomId room, Func<Task> work, CancellationToken cancellationToken)
    {
        await gate.ShutAsync(room, cancellationToken);
        try
        {
            await work();
        }
        catch (ApiRefusedException)
        {
            await bridge.Store.WriteAsync("observing.refused", c => ObservationGate.Open(c, room), cancellationToken);
            throw;
        }
    }

    private async Task RegisterAsync(
        ObservedRoom entered, RoomId room, IReadOnlyList<(NativeUser Native, UserView User)> members, NoticePosted told, CancellationToken cancellationToken)
    {
        await bridge.Api.PutPortalAsync(new Portal(room, Protocol.BridgeApi.Portal.Observed, entered.Room.Value), cancellationToken);
        if (told.Users.Length > 0)
            await notice.ReportAsync(told with { Room = room }, cancellationToken);
        await bridge.Store.WriteAsync(
            "portal.open",
            c =>
            {
                PortalTable.Set(c, Portal(entered, room), null, PortalState.Open);
                ObservationGate.Open(c, entered.Room);
                foreach (var (native, user) in members)
                    PortalTable.SetMember(c, entered.Room, user.User, native.Account, ghost: false);
            },
            cancellationToken);
        Log.PortalOpened(bridge.Log, entered.Room.Value, room.Value, Protocol.BridgeApi.Portal.Observed);
    }

    private static string? Fit(string? text, int octetsMax) => text is null ? null : Drafts.Shorten(TextRules.Clean(text), octetsMax);

    private static NativePortal Portal(ObservedRoom entered, RoomId room) =>
        new() { NativeRoom = entered.Room, Room = room, Kind = PortalKind.Observed, Direct = false, Voice = entered.Voice };
}
