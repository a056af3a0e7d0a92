using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>
/// A small Matrix client, as a person would use one: it syncs in the background, joins rooms that it is invited to, and sends
/// text, replies, edits and redactions. Only the public client-server API.
/// </summary>
public sealed class MatrixClient : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private readonly Task syncing;
    private long transactions;

    /// <param name="baseUrl">Of the homeserver.</param>
    /// <param name="userId">Such as @alice:example.org.</param>
    /// <param name="accessToken">Of one of the user's devices.</param>
    /// <param name="time">For waiting.</param>
    public MatrixClient(Uri baseUrl, string userId, string accessToken, TimeProvider time)
    {
        this.time = time;
        UserId = userId;
        AccessToken = accessToken;
        Events = new Inbox<MatrixEvent>(time);
        Invites = new Inbox<MatrixInvite>(time);
        http = new HttpClient { BaseAddress = baseUrl, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        syncing = Task.Run(() => SyncAsync(stop.Token));
    }

    public string UserId { get; }

    public string AccessToken { get; }

    /// <summary>Timeline events of all joined rooms, the user's own included.</summary>
    public Inbox<MatrixEvent> Events { get; }

    /// <summary>Rooms that the user was invited to; all are joined at once unless <see cref="JoinsInvites"/> is off.</summary>
    public Inbox<MatrixInvite> Invites { get; }

    /// <summary>Whether invitations are accepted at once.</summary>
    public bool JoinsInvites { get; set; } = true;

    /// <summary>Makes a room and invites people.</summary>
    /// <returns>Room id.</returns>
    public async Task<string> CreateRoomAsync(string? name, bool direct, string[] invite, CancellationToken cancel)
    {
        var wanted = new JsonObject
        {
            ["is_direct"] = direct, ["preset"] = direct ? "trusted_private_chat" : "private_chat", ["invite"] = new JsonArray([.. invite.Select(user => JsonValue.Create(user))]),
        };
        // Synapse refuses "name": null.
        if (name is not null)
            wanted["name"] = name;
        var made = await PostAsync("createRoom", wanted, cancel);
        return made.GetProperty("room_id").GetString()!;
    }

    public Task InviteAsync(string room, string user, CancellationToken cancel) => PostAsync($"rooms/{Escaped(room)}/invite", new { user_id = user }, cancel);

    public Task JoinAsync(string roomOrAlias, CancellationToken cancel) => PostAsync($"join/{Escaped(roomOrAlias)}", new { }, cancel);

    public Task LeaveAsync(string room, CancellationToken cancel) => PostAsync($"rooms/{Escaped(room)}/leave", new { }, cancel);

    public Task KickAsync(string room, string user, CancellationToken cancel) => PostAsync($"rooms/{Escaped(room)}/kick", new { user_id = user }, cancel);

    /// <summary>Sends a text, optionally with its HTML and as a reply.</summary>
    /// <returns>Event id.</returns>
    public Task<string> SendAsync(string room, string text, string? html = null, string? inReplyTo = null, CancellationToken cancel = default)
    {
        var content = Text(text, html);
        if (inReplyTo is not null)
            content["m.relates_to"] = new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = inReplyTo } };
        return SendEventAsync(room, "m.room.message", content, cancel);
    }

    /// <summary>Replaces the text of an own message.</summary>
    /// <returns>Event id of the edit.</returns>
    public Task<string> EditAsync(string room, string original, string text, string? html = null, CancellationToken cancel = default)
    {
        var content = Text($"* {text}", html is null ? null : $"* {html}");
        content["m.new_content"] = Text(text, html);
        content["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = original };
        return SendEventAsync(room, "m.room.message", content, cancel);
    }

    /// <summary>Puts a file in and sends it, with a caption where one is given (v1.10).</summary>
    /// <returns>Event id.</returns>
    public async Task<string> SendFileAsync(string room, MatrixFile file, string? caption = null, CancellationToken cancel = default) =>
        await SendEventAsync(room, "m.room.message", File(file, await UploadAsync(file, cancel), caption), cancel);

    /// <summary>Puts octets into the homeserver's store.</summary>
    /// <returns>mxc address.</returns>
    public async Task<string> UploadAsync(MatrixFile file, CancellationToken cancel = default)
    {
        using var body = new ByteArrayContent(file.Octets);
        body.Headers.ContentType = new MediaTypeHeaderValue(file.ContentType);
        using var response = await http.PostAsync(new Uri($"_matrix/media/v3/upload?filename={Escaped(file.Name)}", UriKind.Relative), body, cancel);
        using var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel));
        return answer.RootElement.GetProperty("content_uri").GetString()!;
    }

    /// <summary>The octets behind an mxc address.</summary>
    public Task<byte[]> DownloadAsync(string mxc, CancellationToken cancel = default) =>
        http.GetByteArrayAsync(new Uri($"_matrix/client/v1/media/download/{mxc["mxc://".Length..]}", UriKind.Relative), cancel);

    /// <summary>Changes the text of a file that was sent.</summary>
    public async Task<string> EditCaptionAsync(string room, string original, MatrixFile file, string caption, CancellationToken cancel = default)
    {
        var address = await UploadAsync(file, cancel);
        var content = File(file, address, $"* {caption}");
        content["m.new_content"] = File(file, address, caption);
        content["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = original };
        return await SendEventAsync(room, "m.room.message", content, cancel);
    }

    /// <summary>Redacts a message.</summary>
    /// <returns>Event id of the redaction.</returns>
    public async Task<string> RedactAsync(string room, string target, CancellationToken cancel = default)
    {
        var sent = await RequestAsync(HttpMethod.Put, $"rooms/{Escaped(room)}/redact/{Escaped(target)}/{NextTransaction()}", new { }, cancel);
        return sent.GetProperty("event_id").GetString()!;
    }

    /// <summary>Sends any event with this content.</summary>
    /// <returns>Event id.</returns>
    public async Task<string> SendEventAsync(string room, string type, JsonNode content, CancellationToken cancel = default)
    {
        var sent = await RequestAsync(HttpMethod.Put, $"rooms/{Escaped(room)}/send/{Escaped(type)}/{NextTransaction()}", content, cancel);
        return sent.GetProperty("event_id").GetString()!;
    }

    /// <summary>Sets a state event.</summary>
    /// <returns>Event id.</returns>
    public async Task<string> SetStateAsync(string room, string type, string stateKey, JsonNode content, CancellationToken cancel = default)
    {
        var sent = await RequestAsync(HttpMethod.Put, $"rooms/{Escaped(room)}/state/{Escaped(type)}/{Escaped(stateKey)}", content, cancel);
        return sent.GetProperty("event_id").GetString()!;
    }

    /// <summary>The room's joined members: user id → display name.</summary>
    public async Task<Dictionary<string, string?>> MembersAsync(string room, CancellationToken cancel = default)
    {
        var answer = await RequestAsync(HttpMethod.Get, $"rooms/{Escaped(room)}/joined_members", null, cancel);
        return answer.GetProperty("joined").EnumerateObject().ToDictionary(
            m => m.Name, m => m.Value.TryGetProperty("display_name", out var name) ? name.GetString() : null, StringComparer.Ordinal);
    }

    /// <summary>Waits until somebody has joined a room.</summary>
    public Task<MatrixEvent> WaitForMemberAsync(string room, string user, TimeSpan max, CancellationToken cancel = default) =>
        Events.WaitAsync(
            e => e.Room == room && e.Type == "m.room.member" && e.StateKey == user && e.Membership == "join", max, $"entry of {user} into {room}", cancel);

    /// <summary>Waits for a message with this text from somebody else.</summary>
    public Task<MatrixEvent> WaitForTextAsync(string text, TimeSpan max, CancellationToken cancel = default) =>
        Events.WaitAsync(e => e.Type == "m.room.message" && e.Body == text && e.Sender != UserId, max, $"message '{Short(text)}' for {UserId}", cancel);

    /// <summary>Any request of the client-server API, below /_matrix/client/v3/.</summary>
    /// <exception cref="InvalidOperationException">The homeserver refused; the message has its answer.</exception>
    public async Task<JsonElement> RequestAsync(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri($"_matrix/client/v3/{path}", UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await http.SendAsync(request, cancel);
        var answer = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{method} {path} as {UserId}: {(int)response.StatusCode} {answer}");
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await syncing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        http.Dispose();
    }

    private Task<JsonElement> PostAsync(string path, object body, CancellationToken cancel) => RequestAsync(HttpMethod.Post, path, body, cancel);

    private async Task SyncAsync(CancellationToken cancel)
    {
        string? since = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var answer = await RequestAsync(HttpMethod.Get, $"sync?timeout={(since is null ? 0 : 20_000)}{(since is null ? "" : $"&since={since}")}", null, cancel);
                await TakeAsync(answer, cancel);
                since = answer.GetProperty("next_batch").GetString();
            }
            catch (HttpRequestException)
            {
                // The homeserver is down, which tests do on purpose: ask again, as clients do.
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
            {
                Events.End(fault);
                Invites.End(fault);
                return;
            }
        }
    }

    private async Task TakeAsync(JsonElement answer, CancellationToken cancel)
    {
        if (!answer.TryGetProperty("rooms", out var rooms))
            return;
        if (rooms.TryGetProperty("invite", out var invited))
        {
            foreach (var room in invited.EnumerateObject())
            {
                if (JoinsInvites)
                    await JoinAsync(room.Name, cancel);
                Invites.Add(new MatrixInvite(room.Name, room.Value));
            }
        }
        if (rooms.TryGetProperty("join", out var joined))
        {
            foreach (var room in joined.EnumerateObject())
            {
                foreach (var json in room.Value.GetProperty("timeline").GetProperty("events").EnumerateArray())
                    Events.Add(new MatrixEvent(room.Name, json));
            }
        }
    }

    private static JsonObject File(MatrixFile file, string address, string? caption) => new()
    {
        ["msgtype"] = file.ContentType.StartsWith("image/", StringComparison.Ordinal) ? "m.image" : "m.file",
        ["body"] = caption ?? file.Name, ["filename"] = file.Name, ["url"] = address,
        ["info"] = new JsonObject { ["mimetype"] = file.ContentType, ["size"] = file.Octets.Length },
    };

    private static JsonObject Text(string text, string? html)
    {
        var content = new JsonObject { ["msgtype"] = "m.text", ["body"] = text, ["m.mentions"] = new JsonObject() };
        if (html is not null)
        {
            content["format"] = "org.matrix.custom.html";
            content["formatted_body"] = html;
        }
        return content;
    }

    private string NextTransaction() => $"{time.GetUtcNow().ToUnixTimeMilliseconds()}-{Interlocked.Increment(ref transactions)}";

    private static string Escaped(string segment) => WebUtility.UrlEncode(segment).Replace("+", "%20", StringComparison.Ordinal);

    private static string Short(string text) => text.Length <= 60 ? text : $"{text[..60]}… ({Encoding.UTF8.GetByteCount(text)} octets)";
}
