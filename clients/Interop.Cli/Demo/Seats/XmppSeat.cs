using Interop.Bridges.RealServers.NativeClients;

namespace Interop.Cli.Demo.Seats;

/// <summary>An XMPP user in a direct chat or a group chat.</summary>
/// <param name="who">For people.</param>
/// <param name="client">Logged in.</param>
/// <param name="address">Bare address of the other person, or of the group chat.</param>
/// <param name="nickname">In a group chat the own nickname; null in a direct chat.</param>
internal sealed class XmppSeat(string who, XmppClient client, string address, string? nickname) : ISeat
{
    private bool IsGroupChat => nickname is not null;

    public string Who => who;

    /// <summary>Bare address of the other person, or of the group chat.</summary>
    public string Address => address;

    public IReadOnlyList<string> Texts => [.. client.Stanzas.All.Where(IsMessage).Select(s => s.OwnText ?? "")];

    public async Task<Said> SayAsync(string text, string? html, CancellationToken cancel) =>
        await SaidAsync(await client.SendAsync(address, text, IsGroupChat, cancel), text, cancel);

    public async Task<Said> ReplyAsync(Heard target, string text, CancellationToken cancel) =>
        await SaidAsync(await client.ReplyAsync(address, target.Reference, target.Author, text, IsGroupChat, cancel), text, cancel);

    public Task EditAsync(Said original, string text, CancellationToken cancel) => client.EditAsync(address, original.Id, text, IsGroupChat, cancel);

    public Task RetractAsync(Said original, CancellationToken cancel) => client.RetractAsync(address, original.Reference, IsGroupChat, cancel);

    public async Task SendFileAsync(string name, string contentType, byte[] octets, CancellationToken cancel)
    {
        var service = $"upload.{client.Address[(client.Address.IndexOf('@', StringComparison.Ordinal) + 1)..]}";
        await client.SendFileAsync(address, await client.UploadAsync(service, name, contentType, octets, cancel), groupChat: IsGroupChat, cancel: cancel);
    }

    public async Task<byte[]> HearFileAsync(string name, CancellationToken cancel)
    {
        var heard = await client.Stanzas.WaitAsync(
            s => IsMessage(s) && s.FileAddress is { } url && url.EndsWith($"/{name}", StringComparison.Ordinal), Limits.ArrivalMax, $"file {name} for {who}", cancel);
        using var http = new HttpClient();
        return await http.GetByteArrayAsync(new Uri(heard.FileAddress!), cancel);
    }

    public async Task<Heard> HearAsync(Func<string, bool> fits, string what, CancellationToken cancel)
    {
        var heard = await client.Stanzas.WaitAsync(s => IsMessage(s) && s.Replaces is null && s.OwnText is { } text && fits(text), Limits.ArrivalMax, $"{what} for {who}", cancel);
        var reference = IsGroupChat ? heard.StanzaId : heard.OriginId ?? heard.Id;
        return new Heard(heard.Id ?? "", reference ?? "", heard.From, heard.OwnText!, null, heard.InReplyTo);
    }

    public Task HearEditAsync(Heard original, string text, CancellationToken cancel) =>
        client.Stanzas.WaitAsync(s => IsMessage(s) && s.Replaces == original.Id && s.OwnText == text, Limits.ArrivalMax, $"correction to '{text}' for {who}", cancel);

    public Task HearRetractionAsync(Heard original, CancellationToken cancel) =>
        client.Stanzas.WaitAsync(s => s.FromBare == address && s.Retracts is { } id && (id == original.Reference || id == original.Id), Limits.ArrivalMax, $"retraction for {who}", cancel);

    private bool IsMessage(XmppStanza s) =>
        s.Name == "message" && s.FromBare == address && s.Type == (IsGroupChat ? "groupchat" : "chat") && s.Body is not null && s.Retracts is null && !(IsGroupChat && s.FromResource == nickname);

    // In a group chat others refer to the id that the room gave, which the own reflection tells.
    private async Task<Said> SaidAsync(string id, string text, CancellationToken cancel)
    {
        if (!IsGroupChat)
            return new Said(id, id, text);
        var own = await client.Stanzas.WaitAsync(s => s.FromBare == address && s.FromResource == nickname && s.Id == id, Limits.ArrivalMax, $"own message back to {who}", cancel);
        return new Said(id, own.StanzaId ?? id, text);
    }
}
