using System.Collections.Concurrent;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>Invitations of the bridge or a ghost into rooms: through the room (XEP-0045 §7.8.2) or directly (XEP-0249); many clients send both.</summary>
internal sealed class Invitations(
    IBridgeCore core, InboundPump pump, RoomTable rooms, ObservedRooms observed, RoomKeeper keeper, ComponentStream stream, Background background, XmppOptions options, TimeProvider time)
{
    private static readonly TimeSpan SameFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnansweredFor = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<(string Room, string Invited), long> lately = new();
    private readonly ConcurrentDictionary<(string Room, string Invited), string> inviters = new();

    /// <summary>The invitation in a message, or null.</summary>
    public static Invitation? Read(XElement message)
    {
        var from = (string?)message.Attribute("from");
        if (message.Element(Ns.MucUser + "x")?.Element(Ns.MucUser + "invite") is { } mediated)
        {
            if (Jid.BareOf(from) is not { } room || !Jid.TryParse((string?)mediated.Attribute("from"), out var inviter))
                return null;
            return new Invitation(room, inviter.Bare == room ? inviter.ToString() : inviter.Bare, mediated.Element(Ns.MucUser + "reason")?.Value);
        }
        if (message.Element(Ns.DirectInvite + "x") is not { } direct || Jid.BareOf((string?)direct.Attribute("jid")) is not { } named || Jid.BareOf(from) is not { } person)
            return null;
        return new Invitation(named, person, (string?)direct.Attribute("reason"));
    }

    /// <summary>Tells the core.</summary>
    public async ValueTask TakeAsync(XElement message, Invitation invitation)
    {
        var invited = Jid.BareOf((string?)message.Attribute("to"))!;
        if (Jid.TryParse(invitation.From, out var inviter) && inviter.Domain == options.Domain)
            return; // our own, to a ghost
        foreach (var (key, at) in lately)
        {
            if (time.GetElapsedTime(at) > SameFor)
                lately.TryRemove(key, out _);
        }
        if (!lately.TryAdd((invitation.Room, invited), time.GetTimestamp()))
            return;
        inviters[(invitation.Room, invited)] = invitation.From;
        if (inviter.Bare != invitation.Room)
        {
            await pump.PostAsync(() => Offer(invitation, invited, inviter.Bare));
            return;
        }
        // The room tells only the nickname: who that is, one sees inside.
        background.Run(async cancel =>
        {
            var room = rooms.Of(invitation.Room);
            if (room.NickOf(options.Domain) is null)
                await observed.EnterAsync(room, cancel);
            var account = room.OccupantByNick(inviter.Resource)?.Account ?? invitation.From;
            await pump.PostAsync(() => Offer(invitation, invited, account));
            await Task.Delay(UnansweredFor, time, cancel);
            if (room.Kind is null && await core.FindPortalAsync(new NativeRoomId(room.Address), cancel) is null)
                await observed.LeaveAsync(room.Address, cancel);
        });
    }

    /// <summary>The core's answer. The bridge itself enters when the core observes the room; a ghost with it, or now if the room is a portal.</summary>
    public async Task AnswerAsync(string address, string invited, string name, bool accept, CancellationToken cancel)
    {
        inviters.TryRemove((address, invited), out var inviter);
        if (!accept)
        {
            if (inviter is not null)
                await DeclineAsync(address, invited, inviter, cancel);
            return;
        }
        if (invited == options.Domain)
            return;
        if (await core.FindPortalAsync(new NativeRoomId(address), cancel) is { } portal)
            await keeper.EnsureAsync(portal, invited, name, cancel);
        else
            rooms.Of(address).Expect(invited, name);
    }

    /// <summary>XEP-0045 §7.8.2.</summary>
    private Task DeclineAsync(string address, string invited, string inviter, CancellationToken cancel) => stream.SendAsync(
        new XElement(
            Ns.Component + "message",
            new XAttribute("from", invited),
            new XAttribute("to", address),
            new XElement(Ns.MucUser + "x", new XElement(Ns.MucUser + "decline", new XAttribute("to", inviter)))),
        cancel);

    private Task Offer(Invitation invitation, string invited, string sender)
    {
        pump.Offer(new InboundInvite
        {
            Id = new NativeEventId($"invite/{Guid.CreateVersion7(time.GetUtcNow()):N}"), Room = new NativeRoomId(invitation.Room),
            Sender = new NativeUserId(sender), Invited = new NativeUserId(invited), Direct = false,
        });
        return Task.CompletedTask;
    }
}
