using System.Xml.Linq;
using Interop.Bridges.Native;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>A person at an XMPP client, and what that client would show.</summary>
internal sealed class XmppPerson(XmppClient client, string conference) : INativePerson
{
    private static readonly XNamespace Jabber = "jabber:client";
    private static readonly XNamespace MucUser = "http://jabber.org/protocol/muc#user";
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);
    private const string UploadDomain = "upload.xmpp.test";
    private int rooms;

    public XmppClient Client => client;

    public NativeUserId Account { get; } = new(client.Address);

    public string Nick => client.Address.Split('@')[0];

    public Task<NativeRoomId> StartDirectAsync(NativeUserId ghost) => Task.FromResult(new NativeRoomId($"{Account} {ghost}"));

    public async Task<NativeRoomId> MakeRoomAsync(string name) => await MakeRoomAsync(name, new() { ["muc#roomconfig_whois"] = "anyone" });

    /// <summary>A room with settings.</summary>
    public async Task<NativeRoomId> MakeRoomAsync(string name, Dictionary<string, string> settings)
    {
        var room = $"room{++rooms}-{Nick}@{conference}";
        await client.JoinAsync(room, Nick);
        var form = new XElement(XName.Get("x", "jabber:x:data"), new XAttribute("type", "submit"), Field("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"), Field("muc#roomconfig_roomname", name));
        foreach (var (setting, value) in settings)
            form.Add(Field(setting, value));
        await client.QueryAsync("set", room, new XElement(XName.Get("query", "http://jabber.org/protocol/muc#owner"), form));
        return new NativeRoomId(room);
    }

    public Task InviteAsync(NativeRoomId room, NativeUserId account) => client.InviteAsync(room.Value, account.Value);

    public async Task JoinAsync(NativeRoomId room)
    {
        if (IsDirect(room))
            return;
        // The client accepts invitations by itself; open rooms are entered.
        if (!client.Stanzas.All.Any(s => s.InvitedTo == room.Value) && await IsOpenAsync(room))
            await client.JoinAsync(room.Value, Nick);
        await client.Stanzas.WaitAsync(s => s.Name == "presence" && s.FromBare == room.Value && s.HasStatus("110"), Max, $"entry of {Account} into {room}", default);
    }

    public Task LeaveAsync(NativeRoomId room) => client.LeaveAsync(room.Value, Nick);

    public async Task<NativeEventId> SayAsync(NativeRoomId room, string text, string? html = null)
    {
        if (IsDirect(room))
            return new NativeEventId(await client.SendAsync(Other(room), text));
        return await InRoomAsync(room, await client.SendAsync(room.Value, text, groupChat: true));
    }

    public async Task ReplyAsync(NativeRoomId room, NativeEventId to, string text)
    {
        var target = Messages(room).First(m => IdOf(room, m) == to.Value);
        var quote = $"> {target.Body}\n";
        await SendAsync(
            room,
            new XElement(Jabber + "body", quote + text),
            new XElement(XName.Get("reply", "urn:xmpp:reply:0"), new XAttribute("to", target.From), new XAttribute("id", to.Value)),
            new XElement(
                XName.Get("fallback", "urn:xmpp:fallback:0"),
                new XAttribute("for", "urn:xmpp:reply:0"),
                new XElement(XName.Get("body", "urn:xmpp:fallback:0"), new XAttribute("start", 0), new XAttribute("end", quote.EnumerateRunes().Count()))));
    }

    public async Task EditAsync(NativeRoomId room, NativeEventId message, string text)
    {
        if (IsDirect(room))
            await client.EditAsync(Other(room), message.Value, text);
        else
            await client.EditAsync(room.Value, Messages(room).First(m => IdOf(room, m) == message.Value).Id!, text, groupChat: true);
    }

    public async Task<NativeEventId> SendFileAsync(NativeRoomId room, PersonFile file, string? caption = null)
    {
        var address = await client.UploadAsync(UploadDomain, file.Name, file.ContentType, file.Octets);
        var id = await client.SendFileAsync(IsDirect(room) ? Other(room) : room.Value, address, caption, !IsDirect(room));
        return IsDirect(room) ? new NativeEventId(id) : await InRoomAsync(room, id);
    }

    public async Task EditCaptionAsync(NativeRoomId room, NativeEventId message, PersonFile file, string caption)
    {
        var address = await client.UploadAsync(UploadDomain, file.Name, file.ContentType, file.Octets);
        var original = IsDirect(room) ? message.Value : Messages(room).First(m => IdOf(room, m) == message.Value).Id!;
        await client.SendFileAsync(IsDirect(room) ? Other(room) : room.Value, address, caption, !IsDirect(room), original);
    }

    public async Task<byte[]> OpenAsync(SeenMessage message)
    {
        using var http = new HttpClient();
        return await http.GetByteArrayAsync(new Uri(message.FileAddress!));
    }

    public Task RetractAsync(NativeRoomId room, NativeEventId message) => client.RetractAsync(IsDirect(room) ? Other(room) : room.Value, message.Value, !IsDirect(room));

    public Task<IReadOnlyList<SeenMessage>> TimelineAsync(NativeRoomId room)
    {
        var seen = new List<SeenMessage>();
        foreach (var message in Messages(room))
        {
            var at = seen.FindIndex(m => m.Sender == SenderOf(room, message) && message.Replaces is not null && m.Id.Value == Resolve(room, message.Replaces));
            if (at >= 0)
            {
                seen[at] = seen[at] with { Text = message.OwnText!, Edited = true };
                continue;
            }
            if (message.Retracts is { } retracted)
            {
                at = seen.FindIndex(m => m.Id.Value == Resolve(room, retracted));
                if (at >= 0)
                    seen[at] = seen[at] with { Retracted = true };
                continue;
            }
            var text = message.OwnText == message.FileAddress ? "" : message.OwnText!;
            seen.Add(new SeenMessage(new NativeEventId(IdOf(room, message)), SenderOf(room, message), text)
            {
                FileAddress = message.FileAddress, FileName = message.FileAddress is { } address ? Uri.UnescapeDataString(new Uri(address).Segments[^1]) : null,
                ReplyTo = message.InReplyTo is { } target ? new NativeEventId(target) : null,
            });
        }
        return Task.FromResult<IReadOnlyList<SeenMessage>>(seen);
    }

    public Task<IReadOnlyList<NativeUserId>> MembersAsync(NativeRoomId room) => Task.FromResult<IReadOnlyList<NativeUserId>>([.. Occupants(room).Values.Distinct()]);

    /// <summary>Nicknames in the room and who they are.</summary>
    public Dictionary<string, NativeUserId> Occupants(NativeRoomId room)
    {
        var occupants = new Dictionary<string, NativeUserId>(StringComparer.Ordinal);
        foreach (var presence in client.Stanzas.All.Where(s => s.Name == "presence" && s.FromBare == room.Value && s.FromResource.Length > 0 && s.Type != "error"))
        {
            var jid = presence.Xml.Element(MucUser + "x")?.Element(MucUser + "item")?.Attribute("jid")?.Value;
            if (presence.Type == "unavailable")
                occupants.Remove(presence.FromResource);
            else
                occupants[presence.FromResource] = new NativeUserId(jid is null ? presence.From : jid.Split('/')[0]);
        }
        return occupants;
    }

    /// <summary>Sends payloads as a message into a room or chat; returns the message id.</summary>
    public async Task<string> SendAsync(NativeRoomId room, params object[] payloads)
    {
        var id = $"m-{Guid.CreateVersion7():N}";
        await client.WriteAsync(new XElement(
            Jabber + "message", new XAttribute("to", IsDirect(room) ? Other(room) : room.Value), new XAttribute("type", IsDirect(room) ? "chat" : "groupchat"),
            new XAttribute("id", id), payloads));
        return id;
    }

    /// <summary>Everything with a text, or with a meaning of its own, in this room.</summary>
    public IEnumerable<XmppStanza> Messages(NativeRoomId room) => client.Stanzas.All.Where(s =>
        s.Name == "message" && s.Type is "chat" or "groupchat" or null && s.Body is not null && s.InvitedTo is null && (IsDirect(room) ? s.FromBare == Other(room) : s.FromBare == room.Value));

    private async Task<NativeEventId> InRoomAsync(NativeRoomId room, string id)
    {
        var mine = await client.Stanzas.WaitAsync(s => s.Name == "message" && s.FromBare == room.Value && s.Id == id, Max, "the reflection of an own message", default);
        return new NativeEventId(IdOf(room, mine));
    }

    private string Resolve(NativeRoomId room, string id) => Messages(room).Where(m => m.Id == id).Select(m => IdOf(room, m)).FirstOrDefault() ?? id;

    private static string IdOf(NativeRoomId room, XmppStanza message) => IsDirect(room) ? message.Id! : message.StanzaId ?? message.Id!;

    private NativeUserId SenderOf(NativeRoomId room, XmppStanza message)
    {
        if (IsDirect(room))
            return new NativeUserId(message.FromBare);
        var jid = client.Stanzas.All.LastOrDefault(s => s.Name == "presence" && s.From == message.From && s.Type is null)?.Xml.Element(MucUser + "x")?.Element(MucUser + "item")?.Attribute("jid")?.Value;
        return new NativeUserId(jid?.Split('/')[0] ?? message.From);
    }

    private async Task<bool> IsOpenAsync(NativeRoomId room)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        return !client.Stanzas.All.Any(s => s.InvitedTo == room.Value);
    }

    private static bool IsDirect(NativeRoomId room) => room.Value.Contains(' ', StringComparison.Ordinal);

    private static string Other(NativeRoomId room) => room.Value.Split(' ')[1];

    private static XElement Field(string name, string value) =>
        new(XName.Get("field", "jabber:x:data"), new XAttribute("var", name), new XElement(XName.Get("value", "jabber:x:data"), value));
}
