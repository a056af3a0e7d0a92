using System.Text;
using System.Xml.Linq;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>
/// A small XMPP client, as a person would use one: logs in (SASL PLAIN), is present, chats, joins group chats, sends replies
/// (XEP-0461), corrections (XEP-0308) and retractions (XEP-0424). Every stanza received is kept.
/// </summary>
public sealed class XmppClient : IAsyncDisposable
{
    internal static readonly XNamespace Client = "jabber:client";
    private static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";
    private static readonly XNamespace Muc = "http://jabber.org/protocol/muc";
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(20);

    private readonly XmppStream stream;
    private readonly CancellationTokenSource stop = new();
    private Task receiving = Task.CompletedTask;
    private long ids;
    private int disposed;

    private XmppClient(XmppStream stream, string address, TimeProvider time)
    {
        this.stream = stream;
        Address = address;
        Stanzas = new Inbox<XmppStanza>(time);
    }

    /// <summary>Bare address, such as bob@example.org.</summary>
    public string Address { get; }

    /// <summary>Full address with the resource that the server gave.</summary>
    public string FullAddress { get; private set; } = "";

    /// <summary>Everything that came, in order.</summary>
    public Inbox<XmppStanza> Stanzas { get; }

    /// <summary>Whether mediated and direct invitations to group chats are accepted at once, with the local part as nickname.</summary>
    public bool JoinsInvites { get; set; } = true;

    /// <summary>Logs in, becomes present and starts to receive.</summary>
    public static async Task<XmppClient> LoginAsync(int port, string domain, string name, string password, TimeProvider time, CancellationToken cancel)
    {
        var connected = await XmppStream.ConnectAsync(port, cancel);
        var client = new XmppClient(connected, $"{name}@{domain}", time);
        try
        {
            await connected.OpenAsync(domain, cancel);
            await connected.WriteAsync(new XElement(Sasl + "auth", new XAttribute("mechanism", "PLAIN"), Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{password}"))), cancel);
            var authenticated = await connected.ReadAsync(cancel);
            if (authenticated?.Name != Sasl + "success")
                throw new InvalidOperationException($"login of {client.Address} was refused: {authenticated}");
            await connected.OpenAsync(domain, cancel);
            client.receiving = Task.Run(() => client.ReceiveAsync(client.stop.Token), CancellationToken.None);
            var bound = await client.QueryAsync("set", null, new XElement(Bind + "bind"), cancel);
            client.FullAddress = bound.TextOf(Bind + "bind", Bind + "jid") ?? client.Address;
            await client.WriteAsync(new XElement(Client + "presence"), cancel);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a text to a person, or to a group chat.</summary>
    /// <returns>The stanza's id, which is also its origin-id.</returns>
    public Task<string> SendAsync(string to, string text, bool groupChat = false, CancellationToken cancel = default) =>
        SendMessageAsync(to, groupChat, [new XElement(Client + "body", text)], cancel);

    /// <summary>Puts a file into the server's store (XEP-0363).</summary>
    /// <returns>Its address.</returns>
    public async Task<string> UploadAsync(string service, string name, string contentType, byte[] octets, CancellationToken cancel = default)
    {
        XNamespace upload = "urn:xmpp:http:upload:0";
        var request = new XElement(upload + "request", new XAttribute("filename", name), new XAttribute("size", octets.Length), new XAttribute("content-type", contentType));
        var slot = (await QueryAsync("get", service, request, cancel)).Xml.Element(upload + "slot")!;
        using var http = new HttpClient();
        using var put = new HttpRequestMessage(HttpMethod.Put, slot.Element(upload + "put")!.Attribute("url")!.Value) { Content = new ByteArrayContent(octets) };
        put.Content.Headers.ContentType = new(contentType);
        foreach (var header in slot.Element(upload + "put")!.Elements(upload + "header"))
            put.Headers.TryAddWithoutValidation(header.Attribute("name")!.Value, header.Value);
        using var answer = await http.SendAsync(put, cancel);
        answer.EnsureSuccessStatusCode();
        return slot.Element(upload + "get")!.Attribute("url")!.Value;
    }

    /// <summary>Sends the address of a file (XEP-0066), with a text when there is one.</summary>
    /// <returns>The stanza's id.</returns>
    public Task<string> SendFileAsync(string to, string address, string? caption = null, bool groupChat = false, string? original = null, CancellationToken cancel = default) =>
        SendMessageAsync(to, groupChat, [.. XmppPayloads.File(address, caption), .. original is null ? Array.Empty<XElement>() : [XmppPayloads.Replace(original)]], cancel);

    /// <summary>Answers a message; <paramref name="target"/> is its id as others see it (in a group chat its stanza-id).</summary>
    public Task<string> ReplyAsync(string to, string target, string targetAuthor, string text, bool groupChat = false, CancellationToken cancel = default) =>
        SendMessageAsync(to, groupChat, [new XElement(Client + "body", text), XmppPayloads.Reply(target, targetAuthor)], cancel);

    /// <summary>Corrects an own message; <paramref name="original"/> is the id that it was sent with.</summary>
    public Task<string> EditAsync(string to, string original, string text, bool groupChat = false, CancellationToken cancel = default) =>
        SendMessageAsync(to, groupChat, [new XElement(Client + "body", text), XmppPayloads.Replace(original)], cancel);

    /// <summary>Retracts an own message; <paramref name="target"/> is the id it was sent with (in a group chat its stanza-id).</summary>
    public Task<string> RetractAsync(string to, string target, bool groupChat = false, CancellationToken cancel = default) =>
        SendMessageAsync(to, groupChat, [.. XmppPayloads.Retract(target)], cancel);

    /// <summary>Enters a group chat and waits until inside; a new one is opened with the server's defaults.</summary>
    public async Task JoinAsync(string room, string nickname, CancellationToken cancel = default)
    {
        await EnterAsync(room, nickname, cancel);
        var self = await Stanzas.WaitAsync(
            s => s.Name == "presence" && s.From.StartsWith($"{room}/", StringComparison.Ordinal) && (s.HasStatus("110") || s.Type == "error"),
            AnswerMax, $"entry of {Address} into {room}", cancel);
        if (self.Type == "error")
            throw new InvalidOperationException($"{room} refused {Address}: {self}");
        if (self.HasStatus("201"))
            await QueryAsync("set", room, XmppPayloads.DefaultRoomForm(), cancel);
    }

    /// <summary>Leaves a group chat.</summary>
    public Task LeaveAsync(string room, string nickname, CancellationToken cancel = default) =>
        WriteAsync(new XElement(Client + "presence", new XAttribute("to", $"{room}/{nickname}"), new XAttribute("type", "unavailable")), cancel);

    /// <summary>Invites somebody into a group chat (mediated).</summary>
    public Task InviteAsync(string room, string address, CancellationToken cancel = default) =>
        WriteAsync(new XElement(Client + "message", new XAttribute("to", room), XmppPayloads.Invite(address)), cancel);

    /// <summary>Asks (iq) and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The answer is an error.</exception>
    public async Task<XmppStanza> QueryAsync(string type, string? to, XElement payload, CancellationToken cancel = default)
    {
        var id = NextId();
        var iq = new XElement(Client + "iq", new XAttribute("type", type), new XAttribute("id", id), payload);
        if (to is not null)
            iq.SetAttributeValue("to", to);
        await WriteAsync(iq, cancel);
        var answer = await Stanzas.WaitAsync(s => s.Name == "iq" && s.Id == id && (s.Type is "result" or "error"), AnswerMax, $"answer to {iq}", cancel);
        return answer.Type == "result" ? answer : throw new InvalidOperationException($"{Address} asked {iq} and got {answer}");
    }

    /// <summary>Waits for a message with this text.</summary>
    public Task<XmppStanza> WaitForTextAsync(string text, TimeSpan max, CancellationToken cancel = default) =>
        Stanzas.WaitAsync(s => s.Name == "message" && s.Type != "error" && s.Body == text, max, $"message '{(text.Length <= 60 ? text : text[..60] + "…")}' for {Address}", cancel);

    /// <summary>Writes any stanza.</summary>
    public Task WriteAsync(XElement stanza, CancellationToken cancel = default) => stream.WriteAsync(stanza, cancel);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;
        await stop.CancelAsync();
        await receiving; // cancelling closed the connection, so its read has ended
        await stream.DisposeAsync();
        stop.Dispose();
    }

    private async Task<string> SendMessageAsync(string to, bool groupChat, XElement[] payloads, CancellationToken cancel)
    {
        var id = NextId();
        await WriteAsync(
            new XElement(Client + "message", new XAttribute("to", to), new XAttribute("type", groupChat ? "groupchat" : "chat"), new XAttribute("id", id),
                payloads, XmppPayloads.OriginId(id)),
            cancel);
        return id;
    }

    private Task EnterAsync(string room, string nickname, CancellationToken cancel) =>
        WriteAsync(new XElement(Client + "presence", new XAttribute("to", $"{room}/{nickname}"), new XElement(Muc + "x", new XElement(Muc + "history", new XAttribute("maxstanzas", "0")))), cancel);

    private async Task ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            while (await stream.ReadAsync(cancel) is { } element)
            {
                var stanza = new XmppStanza(element);
                if (JoinsInvites && stanza.InvitedTo is { } room)
                    await EnterAsync(room, Address[..Address.IndexOf('@')], cancel);
                Stanzas.Add(stanza);
            }
            Stanzas.End(new InvalidOperationException("the server closed the stream"));
        }
        catch (Exception fault)
        {
            Stanzas.End(fault);
        }
    }

    private string NextId() => $"c{Interlocked.Increment(ref ids)}-{Guid.CreateVersion7():N}";
}
