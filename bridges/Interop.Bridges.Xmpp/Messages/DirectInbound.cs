using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Puppets;
using Interop.Bridges.Xmpp.Rooms;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>Messages to one ghost alone. Runs on the pump.</summary>
internal sealed class DirectInbound(ComponentStream stream, MessageOffer offer, RoomTable rooms, GhostNames names, PuppetMark mark, XmppOptions options)
{
    /// <summary>A person writes to a ghost.</summary>
    public async Task FromPersonAsync(Jid from, XElement message)
    {
        var to = Jid.Parse((string)message.Attribute("to")!);
        var read = MessageReader.Read(message, null);
        if (read.Text is null && read.Retracts is null)
            return; // nothing that a person would read
        if (from.Domain == options.Domain)
            return; // our own
        if (to.Local.Length == 0)
        {
            await RefuseAsync(message, "service-unavailable", $"This is a bridge. Write to a person of another network, or invite {options.Domain} into a room.");
            return;
        }
        if (names.Read(new NativeUserId(to.Bare)) is null)
        {
            await RefuseAsync(message, "item-not-found", "There is nobody with this address.");
            return;
        }
        await offer.OfferAsync(
            new MessageOrigin
            {
                Room = new DirectChat(from.Bare, to.Bare).Room, Account = from.Bare, Name = read.Nick ?? from.Local, Ghost = to.Bare, Echo = mark.Read(message),
            },
            read);
    }

    /// <summary>An occupant writes privately to a ghost in the same room.</summary>
    public async Task FromOccupantAsync(Room room, string nick, XElement message)
    {
        var read = MessageReader.Read(message, null);
        if (read.Text is null && read.Retracts is null)
            return;
        var to = Jid.Parse((string)message.Attribute("to")!);
        var occupant = room.OccupantByNick(nick);
        if (occupant is null or { IsHidden: true } || to.Local.Length == 0 || rooms.Find(room.Address) is null)
        {
            await RefuseAsync(message, "not-acceptable", "The bridge carries no private messages inside this room. Write into the room, or to the person's own address.");
            return;
        }
        if (room.OwnByNick(nick) is not null)
            return;
        await offer.OfferAsync(
            new MessageOrigin
            {
                Room = new DirectChat(occupant.Account, to.Bare).Room, Account = occupant.Account, Name = nick, Ghost = to.Bare,
                Fidelity = [$"Written privately inside the room {room.Address}; carried as a direct message."],
            },
            read);
    }

    private Task RefuseAsync(XElement message, string condition, string text) => stream.SendAsync(StanzaError.To(message, "cancel", condition, text), CancellationToken.None);
}
