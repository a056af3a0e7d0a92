using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Bridges.Native;
using Interop.Bridges.RealServers.NativeClients;
using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>Somebody at a Matrix client.</summary>
internal sealed class MatrixPerson(MatrixClient client) : INativePerson
{
    public MatrixClient Client => client;

    public NativeUserId Account { get; } = new(client.UserId);

    public async Task<NativeRoomId> StartDirectAsync(NativeUserId ghost) => new(await client.CreateRoomAsync(null, direct: true, [ghost.Value], CancellationToken.None));

    public async Task<NativeRoomId> MakeRoomAsync(string name) => new(await client.CreateRoomAsync(name, direct: false, [], CancellationToken.None));

    public Task InviteAsync(NativeRoomId room, NativeUserId account) => client.InviteAsync(room.Value, account.Value, CancellationToken.None);

    public Task JoinAsync(NativeRoomId room) => Eventually.HoldsFrom(
        async () =>
        {
            try
            {
                await client.JoinAsync(room.Value, CancellationToken.None);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false; // not invited yet
            }
        },
        "an invitation");

    public Task LeaveAsync(NativeRoomId room) => client.LeaveAsync(room.Value, CancellationToken.None);

    public async Task<NativeEventId> SayAsync(NativeRoomId room, string text, string? html = null) => new(await client.SendAsync(room.Value, text, html));

    public Task ReplyAsync(NativeRoomId room, NativeEventId to, string text) => client.SendEventAsync(room.Value, "m.room.message", new JsonObject
    {
        ["msgtype"] = "m.text",
        // As clients of before v1.13 write it.
        ["body"] = $"> <@somebody:hs.test> shall we?\n\n{text}",
        ["format"] = "org.matrix.custom.html",
        ["formatted_body"] = $"<mx-reply><blockquote>shall we?</blockquote></mx-reply>{text}",
        ["m.relates_to"] = new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = to.Value } },
    });

    public Task EditAsync(NativeRoomId room, NativeEventId message, string text) => client.EditAsync(room.Value, message.Value, text);

    public async Task<NativeEventId> SendFileAsync(NativeRoomId room, PersonFile file, string? caption = null) =>
        new(await client.SendFileAsync(room.Value, FileOf(file), caption));

    public Task EditCaptionAsync(NativeRoomId room, NativeEventId message, PersonFile file, string caption) =>
        client.EditCaptionAsync(room.Value, message.Value, FileOf(file), caption);

    public Task<byte[]> OpenAsync(SeenMessage message) => client.DownloadAsync(message.FileAddress!);

    public Task RetractAsync(NativeRoomId room, NativeEventId message) => client.RedactAsync(room.Value, message.Value);

    public async Task<IReadOnlyList<SeenMessage>> TimelineAsync(NativeRoomId room)
    {
        var seen = new List<SeenMessage>();
        foreach (var json in await EventsAsync(room))
        {
            var read = new MatrixEvent(room.Value, json);
            if (read.Type != "m.room.message")
                continue;
            var redacted = json.TryGetProperty("unsigned", out var unsigned) && unsigned.TryGetProperty("redacted_because", out _);
            if (read.Replaces is { } original)
            {
                var at = seen.FindIndex(message => message.Id.Value == original && message.Sender.Value == read.Sender);
                if (at >= 0 && !redacted)
                    seen[at] = seen[at] with { Text = read.NewBody!, Html = HtmlOf(read.Content.GetProperty("m.new_content")), Edited = true };
                continue;
            }

            var text = read.FileAddress is not null && read.Body == read.FileName ? "" : read.Body ?? "";
            seen.Add(new SeenMessage(new NativeEventId(read.Id), new NativeUserId(read.Sender), text)
            {
                FileName = read.FileName, FileAddress = read.FileAddress,
                IsPicture = read.Content.TryGetProperty("msgtype", out var kind) && kind.GetString() == "m.image",
                Html = read.FormattedBody,
                Notice = read.Content.TryGetProperty("msgtype", out var type) && type.GetString() == "m.notice",
                Retracted = redacted,
                ReplyTo = read.InReplyTo is { } answered ? new NativeEventId(answered) : null,
            });
        }

        return seen;
    }

    public async Task<IReadOnlyList<NativeUserId>> MembersAsync(NativeRoomId room) => [.. (await client.MembersAsync(room.Value)).Keys.Select(user => new NativeUserId(user))];

    /// <summary>Every event of the room that this person may see, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(NativeRoomId room)
    {
        var events = new List<JsonElement>();
        var from = "";
        while (true)
        {
            var page = await client.RequestAsync(HttpMethod.Get, $"rooms/{Uri.EscapeDataString(room.Value)}/messages?dir=f&limit=500{from}", null, CancellationToken.None);
            var chunk = page.GetProperty("chunk");
            events.AddRange(chunk.EnumerateArray());
            if (chunk.GetArrayLength() == 0 || !page.TryGetProperty("end", out var end))
                return events;
            from = $"&from={Uri.EscapeDataString(end.GetString()!)}";
        }
    }

    private static MatrixFile FileOf(PersonFile file) => new(file.Name, file.ContentType, file.Octets);

    private static string? HtmlOf(JsonElement content) => content.TryGetProperty("formatted_body", out var html) ? html.GetString() : null;
}
