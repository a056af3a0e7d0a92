using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Xmpp.Addresses;
using Interop.Bridges.Xmpp.Component;
using Interop.Bridges.Xmpp.Messages;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Rooms;

/// <summary>
/// What people wrote in a room, as the room's own archive has it (XEP-0313). A chat of two addresses has no archive that a component may read, and a room whose
/// service keeps none has none: both are said, and nothing is taken from what the bridge remembers.
/// </summary>
internal sealed class WrittenMessages(RoomTable rooms, RoomHistory history, GhostNames names)
{
    /// <inheritdoc cref="ICountsMessages.CountAsync"/>
    public async IAsyncEnumerable<NativeEventId> CountAsync(NativePortal portal, NativeSpan span, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (DirectChat.Of(portal.NativeRoom) is not null)
            throw new NativeRefusedException("A chat of two addresses has no archive that a bridge may read.");
        if (rooms.Find(portal.NativeRoom.Value) is not { Listener: { } account } room)
            throw new InvalidOperationException($"The bridge is not in {portal.NativeRoom} now.");
        if (!room.Features.HasArchive)
            throw new NativeRefusedException("The room keeps no archive, or lets the bridge not read it.");
        await using var results = history.BackwardsAsync(room.Address, account, span, cancel).GetAsyncEnumerator(cancel);
        while (await NextAsync(results))
        {
            if ((string?)results.Current.Attribute("id") is { Length: > 0 } id && IsWriting(room, results.Current))
                yield return new NativeEventId(id);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<XElement> results)
    {
        try
        {
            return await results.MoveNextAsync();
        }
        catch (StanzaErrorException error)
        {
            throw error.ForCore("to read the room's archive");
        }
    }

    /// <summary>As <see cref="RoomInbound"/> and <see cref="MessageOffer"/> make a message or an edit of it.</summary>
    private bool IsWriting(Room room, XElement result)
    {
        if (result.Element(Ns.Forward + "forwarded")?.Elements().FirstOrDefault(e => e.Name.LocalName == "message") is not { } message
            || !Jid.TryParse((string?)message.Attribute("from"), out var from) || from.Resource.Length == 0)
            return false;
        var read = MessageReader.Read(message, room.Address);
        if (read.Text is null || read.Retracts is not null || read.Subject is not null)
            return false;
        var account = Jid.BareOf((string?)message.Element(Ns.MucUser + "x")?.Element(Ns.MucUser + "item")?.Attribute("jid"));
        return account is null ? !(SentActs.IsKey(read.Id) && room.OwnByNick(from.Resource) is not null) : Jid.Parse(account).Domain != names.Domain;
    }
}
