using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Xml;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>What comes out of rooms. Everything here runs on the pump, in the order in which the server sent it.</summary>
internal sealed partial class RoomInbound(
    InboundPump pump, MessageOffer offer, RoomMembers members, RoomHistory history, SentActs sent, GhostNames names, TimeProvider time, ILogger log)
{
    /// <summary>What happens in rooms that needs an answer of ours; called on the pump, must not block.</summary>
    public required IRoomEvents Events { get; init; }

    /// <summary>A presence from a room.</summary>
    public async Task PresenceAsync(Room room, XElement presence)
    {
        var account = Jid.BareOf((string?)presence.Attribute("to"))!;
        var nick = Jid.Parse((string)presence.Attribute("from")!).Resource;
        var type = (string?)presence.Attribute("type");
        var status = new RoomStatus(presence);
        switch (type)
        {
            case "error":
                room.Refused(account, new JoinAnswer(null, Created: false, StanzaError.Read(presence)));
                break;
            case null when status.IsSelf:
                await EnteredAsync(room, account, nick, status);
                break;
            case null when room.Listener is null || room.Listener == account:
                await CameAsync(room, nick, status, presence);
                break;
            case "unavailable" when status.IsSelf || room.NickOf(account) == nick:
                Left(room, account, status);
                break;
            case "unavailable" when room.Listener == account:
                await WentAsync(room, nick, status);
                break;
            default:
                break; // a copy for a seat that does not listen
        }
    }

    /// <summary>A message from a room.</summary>
    /// <param name="room">The room.</param>
    /// <param name="message">The stanza.</param>
    /// <param name="isAwaited">A sender of ours waited for it and has it.</param>
    public async Task MessageAsync(Room room, XElement message, bool isAwaited)
    {
        var account = Jid.BareOf((string?)message.Attribute("to"))!;
        if (room.Listener != account)
            return; // as many copies come as there are seats
        if (room.IsCatchingUp)
        {
            // What is older comes first. Our own awaited ones are in the archive too.
            if (!isAwaited)
                room.Waiting.Add(message);
            return;
        }
        await HandleAsync(room, message, isAwaited, null, null);
    }

    /// <summary>A stanza past a limit: said to be missing.</summary>
    public Task RefusedAsync(Room room, InboundStanza stanza)
    {
        if (room.Listener != Jid.BareOf((string?)stanza.Element!.Attribute("to")))
            return Task.CompletedTask;
        var nick = Jid.Parse((string)stanza.Element.Attribute("from")!).Resource;
        if (room.OwnByNick(nick) is not null)
            return Task.CompletedTask;
        var read = new ReadMessage
        {
            Id = (string?)stanza.Element.Attribute("id"), Text = "[message left out]",
            Fidelity = [$"The message had {stanza.Octets} octets and was left out: the bridge does not take {stanza.Refused}."],
        };
        return offer.OfferAsync(OriginOf(room, nick, null), read);
    }

    /// <summary>What the archive had, then what came meanwhile.</summary>
    /// <param name="room">The room.</param>
    /// <param name="turn">Its <see cref="Room.CaughtUp"/> when this began: after another connection it is another one, and this is not wanted any more.</param>
    /// <param name="results">From the archive.</param>
    public async Task CaughtUpAsync(Room room, Task turn, IReadOnlyList<XElement> results)
    {
        if (turn != room.CaughtUp)
            return;
        foreach (var result in results)
        {
            if (result.Element(Ns.Forward + "forwarded") is not { } forwarded || forwarded.Elements().FirstOrDefault(e => e.Name.LocalName == "message") is not { } message)
                continue;
            var at = MessageReader.Read(new XElement(Ns.Client + "message", forwarded.Element(Ns.Delay + "delay")), null).SentAt;
            await HandleAsync(room, message, isAwaited: false, (string?)result.Attribute("id"), at);
        }
        var waiting = room.Waiting.ToArray();
        room.Waiting.Clear();
        foreach (var message in waiting)
            await HandleAsync(room, message, isAwaited: false, null, null);
        room.EndCatchingUp();
    }

    private async Task EnteredAsync(Room room, string account, string nick, RoomStatus status)
    {
        var wasAlone = room.Listener is null;
        var isNew = room.NickOf(account) is null;
        if (wasAlone && room.Kind is not null && isNew)
            room.BeginCatchingUp(); // before the first message that follows
        room.Entered(account, nick, status.IsCreated);
        if (wasAlone && isNew)
        {
            await members.CompareAsync(room);
            foreach (var occupant in room.People(names))
                Guard(room, occupant);
            if (room.IsCatchingUp)
                Events.CatchUp(room, account);
        }
    }

    private async Task CameAsync(Room room, string nick, RoomStatus status, XElement presence)
    {
        var bare = Jid.BareOf(status.Jid);
        var occupantId = room.Features.HasOccupantIds ? (string?)presence.Element(Ns.OccupantId + "occupant-id")?.Attribute("id") : null;
        var occupant = new Occupant(nick, bare ?? $"{room.Address}/{occupantId ?? nick}", bare is null, status.Affiliation);
        room.Put(occupant);
        if (room.Listener is null)
            return; // still being told who is there
        Guard(room, occupant);
        await members.CameAsync(room, occupant);
    }

    private async Task WentAsync(Room room, string nick, RoomStatus status)
    {
        var occupant = room.Remove(nick);
        if (occupant is null)
            return;
        if (status.IsRename && status.NewNick is { } next)
            room.Put(occupant with { Nick = next });
        else
            await members.WentAsync(room, occupant, status, ActorOf(room, status));
    }

    private void Left(Room room, string account, RoomStatus status)
    {
        if (status.IsRename && status.NewNick is { } next)
        {
            room.Renamed(account, next);
            return;
        }
        var why = status.IsRemoval ? $"{(status.IsBan ? "banned" : "removed")}{(status.Reason is { Length: > 0 } reason ? $" ({reason})" : "")}" : status.Destroyed is not null ? "the room was closed" : null;
        var actor = ActorOf(room, status) ?? room.Address;
        if (room.Left(account, status.IsRemoval ? why : null))
            return;
        LogLeft(account, room.Address, why ?? "the server closed it");
        if (status.Destroyed is not null)
        {
            Events.Closed(room);
            return;
        }
        if (!status.IsRemoval)
        {
            Events.LostSeat(room, account);
            return;
        }
        // Mirrored, not undone: nobody who was put out comes back by itself.
        pump.Offer(Removed(room, account, actor, status.Reason));
        if (account != names.Domain || room.Kind != PortalKind.Observed)
            return;
        // Whoever asks the bridge in again begins anew: what is said meanwhile, with none of ours in the room, is not fetched.
        pump.Then(() => history.EndAsync(room.Address));
        Events.LostVoice(room);
    }

    /// <summary>Somebody of ours was put out of a room, or the room was closed.</summary>
    public InboundMembership Removed(Room room, string account, string actor, string? reason) => new()
    {
        Id = new NativeEventId($"remove/{account}/{Guid.CreateVersion7(time.GetUtcNow()):N}"),
        Room = new NativeRoomId(room.Address), Sender = new NativeUserId(actor), Subject = new NativeUserId(account), Change = MembershipChange.Remove,
        Reason = reason is { Length: > 0 } ? reason : null,
    };

    private void Guard(Room room, Occupant occupant)
    {
        if (room.Kind == PortalKind.Gated && occupant.Account != room.Person && !(Jid.TryParse(occupant.Account, out var jid) && jid.Domain == names.Domain))
            Events.Intruder(room, occupant);
    }

    private async Task HandleAsync(Room room, XElement message, bool isAwaited, string? archiveId, DateTimeOffset? archivedAt)
    {
        var from = Jid.Parse((string)message.Attribute("from")!);
        var nick = from.Resource;
        var read = MessageReader.Read(message, room.Address);
        if (archiveId is not null)
            read = read with { StanzaId = archiveId, SentAt = archivedAt ?? read.SentAt };
        if (read.StanzaId is { } id)
            pump.Then(() => history.AdvanceAsync(room.Address, id));
        var item = message.Element(Ns.MucUser + "x")?.Element(Ns.MucUser + "item");
        var said = Jid.BareOf((string?)item?.Attribute("jid"));
        if (nick.Length == 0)
        {
            await FromRoomAsync(room, message, read);
            return;
        }
        var own = archiveId is null ? room.OwnByNick(nick) : OwnInArchive(room, nick, said, read);
        if (own is not null)
        {
            if (read.Subject is not null)
                room.Subject = read.Subject;
            if (!isAwaited && SentActs.IsKey(read.Id) && sent.Find(new TransactionKey(read.Id!)) is null)
                await EchoAsync(room, own, read);
            return;
        }
        if (read.Subject is not null && !IsNewSubject(room, message, read))
            return;
        // What a room replays by itself was said before we were to hear it, or is fetched from the archive.
        var isReplay = archiveId is null && message.Element(Ns.Delay + "delay") is { } delay && Jid.BareOf((string?)delay.Attribute("from")) == room.Address;
        if (isReplay && (room.Features.HasArchive || await history.MarkAsync(room.Address, CancellationToken.None) is null))
            return;
        if (archiveId is not null && read.Subject is not null && read.Subject == room.Subject)
            return;
        await offer.OfferAsync(OriginOf(room, nick, said), read);
    }

    private async Task EchoAsync(Room room, string own, ReadMessage read)
    {
        var key = new TransactionKey(read.Id!);
        sent.Add(key, Sent(read.StanzaId, read.Id!));
        await offer.OfferAsync(
            new MessageOrigin { Room = new NativeRoomId(room.Address), Account = own, Echo = key }, read with { Text = read.Text ?? "" });
    }

    /// <summary>How a room's answer to our message is told to the core.</summary>
    public static NativeSent Sent(string? stanzaId, string messageId)
    {
        var aliases = new List<NativeAlias> { new(MessageIds.MessageId, new NativeEventId(messageId)) };
        if (stanzaId is null)
            return new NativeSent(new NativeEventId(messageId), aliases, []);
        aliases.Add(new NativeAlias(MessageIds.StanzaId, new NativeEventId(stanzaId)));
        return new NativeSent(new NativeEventId(stanzaId), aliases, []);
    }

    private async Task FromRoomAsync(Room room, XElement message, ReadMessage read)
    {
        if (read.Retracts is not null)
        {
            await offer.OfferAsync(new MessageOrigin { Room = new NativeRoomId(room.Address), Account = room.Address, AccountOf = by => AccountOf(room, by) }, read);
            return;
        }
        if (read.Subject is not null)
        {
            if (IsNewSubject(room, message, read))
                await offer.OfferAsync(new MessageOrigin { Room = new NativeRoomId(room.Address), Account = room.Address }, read);
            return;
        }
        if (new RoomStatus(message) is var status && message.Element(Ns.MucUser + "x") is not null && read.Text is null)
        {
            Events.SettingsChanged(room, status);
            return;
        }
        // The service itself speaks: a machine's notice.
        if (read.Text is not null)
            await offer.OfferAsync(new MessageOrigin { Room = new NativeRoomId(room.Address), Account = room.Address }, read with { Kind = MessageKind.Notice });
    }

    private static bool IsNewSubject(Room room, XElement message, ReadMessage read)
    {
        var account = Jid.BareOf((string?)message.Attribute("to"));
        var isFirst = account is not null && room.TakeFirstSubject(account);
        var isSame = (room.Subject ?? "") == read.Subject;
        var isKnown = room.Subject is not null;
        room.Subject = read.Subject;
        return !isSame && !(isFirst && !isKnown);
    }

    private static MessageOrigin OriginOf(Room room, string nick, string? said)
    {
        var occupant = room.OccupantByNick(nick);
        // In a gated room there is only one other person.
        var account = said ?? occupant?.Account ?? (room.Kind == PortalKind.Gated ? room.Person : null) ?? $"{room.Address}/{nick}";
        var isHidden = said is null && (occupant?.IsHidden ?? room.Kind != PortalKind.Gated);
        return new MessageOrigin
        {
            Room = new NativeRoomId(room.Address), Account = account, Name = nick,
            Fidelity = isHidden ? [$"The room does not show accounts: the sender is known by the nickname {nick} only."] : [],
        };
    }

    private string? OwnInArchive(Room room, string nick, string? said, ReadMessage read)
    {
        if (said is not null)
            return Jid.Parse(said).Domain == names.Domain ? said : null;
        return SentActs.IsKey(read.Id) ? room.OwnByNick(nick) : null;
    }

    private static string AccountOf(Room room, string occupantAddress) =>
        Jid.TryParse(occupantAddress, out var jid) ? jid.Resource.Length > 0 && jid.Bare == room.Address ? room.OccupantByNick(jid.Resource)?.Account ?? occupantAddress : jid.Bare : room.Address;

    private static string? ActorOf(Room room, RoomStatus status) =>
        Jid.BareOf(status.ActorJid) ?? (status.ActorNick is { } nick ? room.OccupantByNick(nick)?.Account ?? $"{room.Address}/{nick}" : null);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Account} is no longer in {Room}: {Why}.")]
    private partial void LogLeft(string account, string room, string why);
}
