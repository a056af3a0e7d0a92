using System.Collections.Concurrent;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>
/// Keeps our seats: after a new connection every ghost goes back into every portal and the archives are read on from where we were; a seat lost without
/// anybody's will is taken again; a gated room into which somebody else came is emptied or closed.
/// </summary>
internal sealed partial class RoomKeeper(
    IBridgeCore core, RoomTable rooms, RoomEntrance entrance, RoomAdmin admin, RoomHistory history, GatedRooms gated, ObservedRooms observed,
    InboundPump pump, Background background, ComponentStream stream, GhostNames names, XmppOptions options, TimeProvider time, ILogger log) : IRoomEvents
{
    private const string ClosedBecause = "Somebody else came into this room. It was for you and people on other networks alone, so it was closed; you get a new invitation.";
    private const int AtOnce = 4;
    private static readonly TimeSpan RetryFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMost = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(string Room, string Account), byte> returning = new();

    /// <summary>What handles what rooms say.</summary>
    public required Func<RoomInbound> Inbound { get; init; }

    /// <summary>After a connection: back into every portal.</summary>
    public void ReturnToAll() => background.Run(async cancel =>
    {
        var portals = (await core.PortalsAsync(cancel)).Where(p => Messages.DirectChat.Of(p.NativeRoom) is null);
        await Parallel.ForEachAsync(
            portals, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (portal, stop) => await ReturnAsync(portal, stop));
    });

    /// <summary>Now and then: asks each room whether we are still in (XEP-0410), since a lost connection between servers is told to nobody.</summary>
    public void Check() => background.Run(async cancel =>
    {
        using var timer = new PeriodicTimer(CheckEvery, time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            foreach (var room in stream.IsConnected ? rooms.All : [])
            {
                foreach (var account in room.Seated())
                    await CheckAsync(room, account, cancel);
            }
        }
    });

    /// <summary>The seat is there, or it is taken: before something is said.</summary>
    public async Task EnsureAsync(NativePortal portal, string account, string name, CancellationToken cancel)
    {
        var room = rooms.Of(portal.NativeRoom.Value);
        if (portal.Kind == PortalKind.Gated && room.People(names).Any(o => o.Account != portal.Person?.Value))
            throw new NativeBusyException($"Somebody else is in the gated room {room.Address}: nothing is said there until they are out.", RetryFirst);
        if (room.NickOf(account) is not null && room.Kind == portal.Kind)
            return;
        if (portal.Kind == PortalKind.Gated)
        {
            await EnsureGatedAsync(room, portal, cancel);
            if (account != options.Domain)
                await gated.BringAsync(room, account, name, cancel);
            return;
        }
        if (room.HasEnded)
            throw new NativeRefusedException($"The room {room.Address} was closed.");
        room.Kind = PortalKind.Observed;
        if (room.NickOf(options.Domain) is null && room.RemovedBecause(options.Domain) is null && account != options.Domain)
            await EnterObservedAsync(room, options.Domain, options.Name, cancel);
        await EnterObservedAsync(room, account, name, cancel);
    }

    private async Task EnsureGatedAsync(Room room, NativePortal portal, CancellationToken cancel)
    {
        try
        {
            if (!room.HasEnded)
            {
                await gated.EnsureAsync(portal, cancel);
                return;
            }
        }
        catch (NativeRefusedException refused) when (refused.InnerException is StanzaErrorException)
        {
            // Closed for good (a server remembers that), or no longer ours.
            LogNotReturned(options.Domain, room.Address, refused.Message);
            await EndAsync(room, room.Address, refused.Message);
        }
        throw new IOException($"The gated room {room.Address} has ended; another one is opened.");
    }

    public void LostSeat(Room room, string account) => background.Run(async cancel =>
    {
        if (!returning.TryAdd((room.Address, account), 0))
            return;
        try
        {
            await TakeAgainAsync(room, account, cancel);
        }
        finally
        {
            returning.TryRemove((room.Address, account), out _);
        }
    });

    public void CatchUp(Room room, string account)
    {
        var turn = room.CaughtUp;
        if (!background.Run(cancel => CatchUpAsync(room, turn, account, cancel)))
            LogNotCaughtUp(room.Address, "too much is going on");
    }

    public void Closed(Room room)
    {
        if (room.HasEnded)
            return;
        room.HasEnded = true;
        background.Run(_ => OfferEnd(room, room.Address, "The room was closed.").AsTask());
    }

    public void LostVoice(Room room) => background.Run(async cancel =>
    {
        // The core decides when it comes to it, which may be after an outage of the server; asked in again meanwhile, the bridge stays.
        for (var pause = RetryFirst; room.NickOf(options.Domain) is null; pause = pause * 2 < RetryMost ? pause * 2 : RetryMost)
        {
            await Task.Delay(pause, time, cancel);
            if (await core.FindPortalAsync(new NativeRoomId(room.Address), cancel) is not null)
                continue;
            if (room.NickOf(options.Domain) is null)
                await observed.LeaveAsync(room.Address, cancel);
            return;
        }
    });

    public void Intruder(Room room, Occupant occupant) => background.Run(async cancel =>
    {
        LogIntruder(room.Address, occupant.Account);
        try
        {
            await admin.KickAsync(room.Address, occupant.Nick, "This room is for one person and people on other networks.", cancel);
            if (!occupant.IsHidden)
                await admin.AffiliateAsync(room.Address, occupant.Account, "outcast", cancel);
            await pump.PostAsync(() =>
            {
                pump.Offer(Inbound().Removed(room, occupant.Account, occupant.Account, null) with { Change = MembershipChange.Join, SubjectName = occupant.Nick });
                return Task.CompletedTask;
            });
            return;
        }
        catch (StanzaErrorException error)
        {
            // An administrator of the server, as a rule: whom nobody can put out. To go on as an observed room would break what the person was promised.
            LogNotPutOut(occupant.Account, error.Message);
        }
        await admin.DestroyAsync(room.Address, ClosedBecause, cancel);
        await EndAsync(room, occupant.Account, "Somebody else came into a room that was for one person alone.");
    });

    /// <summary>The core opens another room when there is something to say.</summary>
    private async Task EndAsync(Room room, string actor, string reason)
    {
        if (room.HasEnded)
            return;
        room.HasEnded = true;
        await OfferEnd(room, actor, reason);
    }

    private ValueTask<bool> OfferEnd(Room room, string actor, string reason) => pump.PostAsync(() =>
    {
        pump.Offer(Inbound().Removed(room, options.Domain, actor, reason));
        return Task.CompletedTask;
    });

    public void SettingsChanged(Room room, RoomStatus status) => background.Run(async cancel =>
    {
        var before = room.Features;
        room.Features = await admin.FeaturesAsync(room.Address, cancel);
        if (room.Features.Name is not { } name || name == before.Name || room.Kind != PortalKind.Observed)
            return;
        await pump.PostAsync(() =>
        {
            pump.Offer(new InboundRoomProfile
            {
                Id = new NativeEventId($"name/{Guid.CreateVersion7(time.GetUtcNow()):N}"), Room = new NativeRoomId(room.Address),
                Sender = new NativeUserId(room.Address), Name = name,
            });
            return Task.CompletedTask;
        });
    });

    private async Task ReturnAsync(NativePortal portal, CancellationToken cancel)
    {
        var room = rooms.Of(portal.NativeRoom.Value);
        (room.Kind, room.Person) = (portal.Kind, portal.Person?.Value);
        var ghosts = await core.GhostsInAsync(portal.NativeRoom, cancel);
        foreach (var (account, name) in ghosts.Select(g => (g.Account.Value, g.DisplayName)).Prepend((options.Domain, options.Name)).DistinctBy(g => g.Item1))
        {
            try
            {
                await EnsureAsync(portal, account, name, cancel);
            }
            catch (NativeRefusedException refused)
            {
                LogNotReturned(account, room.Address, refused.Message);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException or NativeBusyException or StanzaErrorException)
            {
                LogNotReturned(account, room.Address, exception.Message);
                LostSeat(room, account);
            }
        }
    }

    private async Task EnterObservedAsync(Room room, string account, string name, CancellationToken cancel)
    {
        if (account == options.Domain && room.RemovedBecause(account) is null)
        {
            var mark = await history.MarkAsync(room.Address, cancel);
            room.Features = await FeaturesOrAsync(room, cancel);
            if (!await entrance.EnterAsync(room, account, name, room.Features.HasArchive ? null : mark?.At, cancel))
                return;
        }
        else if (!await entrance.EnterAsync(room, account, name, null, cancel))
        {
            return;
        }
        // A room that entering made is not the room that was meant.
        await entrance.LeaveAsync(room, account, cancel);
        throw new NativeRefusedException($"There is no room {room.Address} any more.");
    }

    private async Task<RoomFeatures> FeaturesOrAsync(Room room, CancellationToken cancel)
    {
        try
        {
            return await admin.FeaturesAsync(room.Address, cancel);
        }
        catch (StanzaErrorException error) when (error.Condition is "item-not-found" or "gone")
        {
            throw new NativeRefusedException($"There is no room {room.Address} any more.", error); // entering would make one
        }
        catch (StanzaErrorException)
        {
            return room.Features; // it keeps them to itself
        }
    }

    private async Task TakeAgainAsync(Room room, string account, CancellationToken cancel)
    {
        for (var pause = RetryFirst; ; pause = pause * 2 < RetryMost ? pause * 2 : RetryMost)
        {
            await Task.Delay(pause, time, cancel);
            // After a new connection everybody returns anyway.
            if (!stream.IsConnected || room.Kind is null)
                return;
            try
            {
                if (await core.FindPortalAsync(new NativeRoomId(room.Address), cancel) is not { } portal)
                    return;
                var ghost = (await core.GhostsInAsync(portal.NativeRoom, cancel)).FirstOrDefault(g => g.Account.Value == account);
                if (ghost is not null || account == options.Domain)
                    await EnsureAsync(portal, account, ghost?.DisplayName ?? options.Name, cancel);
                return;
            }
            catch (NativeRefusedException refused)
            {
                LogNotReturned(account, room.Address, refused.Message);
                return;
            }
            catch (Exception exception) when (exception is IOException or TimeoutException or NativeBusyException or StanzaErrorException)
            {
                LogNotReturned(account, room.Address, exception.Message);
            }
        }
    }

    private async Task CatchUpAsync(Room room, Task turn, string account, CancellationToken cancel)
    {
        IReadOnlyList<XElement> results = [];
        try
        {
            results = await FetchAsync(room, account, cancel);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The gap stays marked: the mark in the core has not moved, and the next start tries again.
            LogNotCaughtUp(room.Address, exception.Message);
        }
        finally
        {
            await pump.PostAsync(() => Inbound().CaughtUpAsync(room, turn, results));
        }
    }

    private async Task<IReadOnlyList<XElement>> FetchAsync(Room room, string account, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return room.Features.HasArchive && await history.MarkAsync(room.Address, cancel) is { } mark
                    ? await history.FetchAsync(room.Address, account, mark, cancel)
                    : [];
            }
            catch (Exception exception) when (attempt < 3 && stream.IsConnected && exception is TimeoutException or StanzaErrorException { Type: "wait" })
            {
                await Task.Delay(RetryFirst, time, cancel);
            }
        }
    }

    private async Task CheckAsync(Room room, string account, CancellationToken cancel)
    {
        try
        {
            if (await entrance.IsInAsync(room, account, cancel))
                return;
            await pump.PostAsync(() =>
            {
                room.Left(account, null);
                return Task.CompletedTask;
            });
            LostSeat(room, account);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            LogNotReturned(account, room.Address, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account} could not return to {Room}: {Why}")]
    private partial void LogNotReturned(string account, string room, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was said in {Room} during the outage could not be fetched: {Why}")]
    private partial void LogNotCaughtUp(string room, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account} is in the gated room {Room}: put out.")]
    private partial void LogIntruder(string room, string account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account} cannot be put out ({Why}): the gated room is closed and made again when it is needed.")]
    private partial void LogNotPutOut(string account, string why);
}
