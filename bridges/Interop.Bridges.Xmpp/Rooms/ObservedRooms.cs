using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>Rooms of native people that the bridge takes part in.</summary>
internal sealed class ObservedRooms(
    IBridgeCore core, RoomTable rooms, RoomEntrance entrance, RoomAdmin admin, RoomHistory history, RoomMembers members, InboundPump pump, GhostNames names, XmppOptions options, TimeProvider time)
{
    private static readonly TimeSpan SubjectMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SubjectStep = TimeSpan.FromMilliseconds(50);

    /// <summary>Enters and looks around.</summary>
    public async Task<ObservedRoom> ObserveAsync(string address, CancellationToken cancel)
    {
        var room = rooms.Of(address);
        await EnterAsync(room, cancel);
        // Once per observation, not per attempt: where an earlier observation ended is no place to read on from, since nobody watched over what was said in between.
        var isKnown = room.Kind is not null || await core.FindPortalAsync(new NativeRoomId(address), cancel) is not null;
        if (!isKnown || await history.MarkAsync(address, cancel) is null)
            await history.BeginAsync(address, options.Domain, room.Features.HasArchive, cancel);
        if (room.Kind is null)
            await pump.PostAsync(() => members.BeginAsync(room));
        room.Kind = PortalKind.Observed;
        // The subject follows the list of people; a room without one sends an empty one.
        for (var waited = TimeSpan.Zero; room.Subject is null && waited < SubjectMax; waited += SubjectStep)
            await Task.Delay(SubjectStep, time, cancel);
        foreach (var (account, name) in room.TakeExpected())
            await entrance.EnterAsync(room, account, name, null, cancel);
        var people = room.People(names).GroupBy(o => o.Account, StringComparer.Ordinal).Select(g => new NativeUser(new NativeUserId(g.Key), g.First().Nick)).ToList();
        return new ObservedRoom(
            new NativeRoomId(address), new NativeUserId(options.Domain), people, room.Features.Name, room.Subject is { Length: > 0 } subject ? subject : null);
    }

    /// <summary>The bridge itself goes in; a room that does not exist is not made.</summary>
    public async Task EnterAsync(Room room, CancellationToken cancel)
    {
        try
        {
            room.Features = await admin.FeaturesAsync(room.Address, cancel);
        }
        catch (StanzaErrorException error) when (error.Condition is "item-not-found" or "gone" or "remote-server-not-found" or "jid-malformed")
        {
            rooms.Forget(room.Address);
            throw new NativeRefusedException($"There is no room {room.Address}.", error);
        }
        catch (StanzaErrorException error) when (error.Type == "wait")
        {
            throw error.ForCore($"entering {room.Address}");
        }
        catch (StanzaErrorException)
        {
            room.Features = RoomFeatures.Unknown; // a room may keep its settings to itself, and still let us in
        }
        room.Forgive(options.Domain);
        room.HasEnded = false;
        if (await entrance.EnterAsync(room, options.Domain, options.Name, null, cancel))
        {
            await entrance.LeaveAsync(room, options.Domain, cancel);
            throw new NativeRefusedException($"There is no room {room.Address}.");
        }
    }

    /// <summary>Everybody of ours goes.</summary>
    public async Task LeaveAsync(string address, CancellationToken cancel)
    {
        if (rooms.Find(address) is not { } room)
            return;
        room.Kind = null;
        foreach (var account in room.Seated())
            await entrance.LeaveAsync(room, account, cancel);
        await pump.PostAsync(() => members.EndAsync(room));
        await history.EndAsync(address);
    }
}
