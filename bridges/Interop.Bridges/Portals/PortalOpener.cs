using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.People;
using Interop.Bridges.Storage;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Portals;

/// <summary>Opens gated portals: the native room of one native person, alone with ghosts.</summary>
internal sealed class PortalOpener(BridgeContext bridge, UserDirectory directory, GhostRegistry ghosts, RecordingNotice notice, PersonLocks locks, PortalMaking making)
{
    /// <summary>The open portal of this person in this room; made, and the notice posted in it, when there is none.</summary>
    /// <exception cref="NativeRefusedException">This network or this person cannot have one.</exception>
    public async Task<NativePortal> EnsureAsync(RoomId room, UserId person, CancellationToken cancellationToken)
    {
        if (bridge.Store.Read(c => PortalTable.FindGated(c, room, person)) is { PortalState: PortalState.Open } open)
            return open.View();
        using var turn = await locks.EnterAsync(person, cancellationToken);
        var row = bridge.Store.Read(c => PortalTable.FindGated(c, room, person));
        if (row is { PortalState: PortalState.Open })
            return row.View();
        if (row is not { PortalState: PortalState.Made })
            row = await MakeAsync(room, person, (row?.Generation ?? -1) + 1, cancellationToken);
        return await FinishAsync(row, cancellationToken);
    }

    /// <summary>
    /// A native person began a direct chat with a ghost: the native room is there already, it only has to be known. The server speaks of the direct room as soon as
    /// it is made: the person's turn is held from before that until the portal is known.
    /// </summary>
    /// <param name="greet">
    /// True when nobody wrote yet (an invitation): the notice goes first. False when a message waits: the server answers it with 2.0.1 and the notice follows from that.
    /// </param>
    public async Task<NativePortal> AdoptDirectAsync(NativeRoomId nativeRoom, UserView person, Ghost ghost, NativeUserId account, bool greet, CancellationToken cancellationToken)
    {
        using var turn = await locks.EnterAsync(person.User, cancellationToken);
        var room = await bridge.Api.PutDirectRoomAsync(new DirectRoomRequest(person.User, ghost.User), cancellationToken);
        var portal = new NativePortal
        {
            NativeRoom = nativeRoom, Room = room.Room, Kind = PortalKind.Gated, Direct = true, Person = account, Voice = ghost.Account,
        };
        var generation = (bridge.Store.Read(c => PortalTable.FindGated(c, room.Room, person.User))?.Generation ?? -1) + 1;
        // Crash before the write: everything is done again, and the server knows the portal already.
        if (!greet)
            await bridge.Api.PutPortalAsync(new Portal(room.Room, Portal.Gated, nativeRoom.Value, person.User), cancellationToken);
        await bridge.Store.WriteAsync(
            "portal.made",
            c =>
            {
                PortalTable.Set(c, portal, person.User, greet ? PortalState.Made : PortalState.Open, generation);
                PortalTable.SetMember(c, nativeRoom, person.User, account, ghost: false);
                PortalTable.SetMember(c, nativeRoom, ghost.User, ghost.Account, ghost: true);
            },
            cancellationToken);
        if (greet)
            return await FinishAsync(bridge.Store.Read(c => PortalTable.Find(c, nativeRoom))!, cancellationToken);
        await notice.SayOthersAsync(portal, organisation => organisation != person.User.Provider, cancellationToken);
        Log.PortalOpened(bridge.Log, nativeRoom.Value, room.Room.Value, Portal.Gated);
        return portal;
    }

    private async Task<PortalRow> MakeAsync(RoomId room, UserId person, long generation, CancellationToken cancellationToken)
    {
        if (bridge.Connector is not IGatedPortals gated)
            throw new NativeRefusedException($"The bridge cannot open conversations on {bridge.Network}; the person has to write first.");
        var view = await bridge.Api.GetRoomAsync(room, cancellationToken);
        var user = await directory.UserAsync(person, cancellationToken);
        var account = directory.AccountOf(user) ?? throw new NativeRefusedException($"{user.DisplayName} has no account on {bridge.Network}.");
        var others = new List<Ghost>();
        foreach (var participant in view.Participants.Where(p => p.User != person))
        {
            if (await ghosts.OfAsync(participant.User, cancellationToken) is not { } ghost)
                continue;
            await ghosts.ShowAsync(ghost, cancellationToken);
            others.Add(ghost);
        }
        var direct = view.Kind == "direct";
        if (direct && bridge.Connector is IShowsGhosts && others.Count != 1)
            throw new NativeRefusedException("A direct room needs exactly one other person.");
        // Crash here: asked again with the same key, the connector finds the native room that it made. The generation tells a new native room from one that was left.
        var request = new GatedPortalRequest
        {
            Room = room, Direct = direct, Person = account, Ghosts = others, Name = view.Name, Topic = view.Topic,
            Key = TransactionKey.Of(account, $"portal/{generation}", new NativeRoomId(room.Value)),
        };
        var opened = await OpenAsync(gated, request, cancellationToken);
        var portal = new NativePortal
        {
            NativeRoom = opened.Room, Room = room, Kind = PortalKind.Gated, Direct = direct, Person = account, Voice = opened.Voice,
        };
        await bridge.Store.WriteAsync(
            "portal.made",
            c =>
            {
                PortalTable.Set(c, portal, person, PortalState.Made, generation);
                PortalMaking.End(c, account);
                PortalTable.SetMember(c, opened.Room, person, account, ghost: false);
                foreach (var ghost in others)
                    PortalTable.SetMember(c, opened.Room, ghost.User, ghost.Account, ghost: true);
            },
            cancellationToken);
        return bridge.Store.Read(c => PortalTable.Find(c, opened.Room))!;
    }

    private async Task<OpenedPortal> OpenAsync(IGatedPortals gated, GatedPortalRequest request, CancellationToken cancellationToken)
    {
        await making.BeginAsync(request.Person, cancellationToken);
        try
        {
            return await gated.OpenAsync(request, cancellationToken);
        }
        catch (NativeRefusedException)
        {
            await bridge.Store.WriteAsync("portal.refused", c => PortalMaking.End(c, request.Person), cancellationToken);
            throw;
        }
    }

    private async Task<NativePortal> FinishAsync(PortalRow row, CancellationToken cancellationToken)
    {
        var portal = row.View();
        await bridge.Api.PutPortalAsync(new Portal(portal.Room, Portal.Gated, portal.NativeRoom.Value, row.PersonUserId), cancellationToken);
        // Told before anything is delivered: only after the server has the report does the portal count as open.
        var person = row.PersonUserId!.Value;
        await notice.PostAsync(portal, [person], cancellationToken);
        await notice.SayOthersAsync(portal, organisation => organisation != person.Provider, cancellationToken);
        await bridge.Store.WriteAsync("portal.open", c => PortalTable.SetState(c, portal.NativeRoom, PortalState.Open), cancellationToken);
        Log.PortalOpened(bridge.Log, portal.NativeRoom.Value, portal.Room.Value, Portal.Gated);
        return portal;
    }
}
