using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix.Homeserver;

/// <summary>
/// The calls of the Matrix client-server API (v1.12) that a bridge makes, as one application service. A null user means
/// the application service's own (the bot). Every call is the same once and twice; failures are
/// <see cref="MatrixException"/>.
/// </summary>
internal sealed class MatrixHomeserverClient(HttpClient http, Uri homeserver, string asToken, TimeProvider clock, ILogger log)
{
    private const string Api = "/_matrix/client/v3";

    private readonly HomeserverHttp transport = new(http, homeserver, asToken, clock, log);

    /// <summary>True: made; false: was there.</summary>
    public async Task<bool> RegisterAsync(string localpart, CancellationToken cancel)
    {
        var body = new JsonObject { ["type"] = "m.login.application_service", ["username"] = localpart, ["inhibit_login"] = true };
        try
        {
            await CallAsync(HttpMethod.Post, $"{Api}/register", body, null, cancel);
            return true;
        }
        catch (MatrixException refused) when (refused.Code == MatrixException.UserInUse)
        {
            return false;
        }
    }

    public Task SetDisplayNameAsync(MatrixUserId user, string name, CancellationToken cancel) =>
        CallAsync(HttpMethod.Put, $"{Api}/profile/{Escape(user.Value)}/displayname", new JsonObject { ["displayname"] = name }, user, cancel);

    public async Task<string?> GetDisplayNameAsync(MatrixUserId user, CancellationToken cancel)
    {
        try
        {
            return (await CallAsync(HttpMethod.Get, $"{Api}/profile/{Escape(user.Value)}/displayname", null, null, cancel)).Text("displayname");
        }
        catch (MatrixException refused) when (refused.Code is MatrixException.NotFound or MatrixException.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Makes the room, or finds the one that an earlier, interrupted call made: the alias is what makes it one.</summary>
    public async Task<MatrixRoomId> CreateRoomAsync(RoomCreation creation, string serverName, MatrixUserId? asUser, CancellationToken cancel)
    {
        try
        {
            var answer = await CallAsync(HttpMethod.Post, $"{Api}/createRoom", creation.ToJson(), asUser, cancel);
            return MatrixRoomId.Parse(answer.Text("room_id") ?? "");
        }
        catch (MatrixException refused) when (refused.Code == MatrixException.RoomInUse)
        {
            if (await ResolveAliasAsync($"#{creation.AliasLocalpart}:{serverName}", cancel) is { } room)
                return room;
            throw;
        }
    }

    /// <summary>The room behind an alias, or null when there is none.</summary>
    public async Task<MatrixRoomId?> ResolveAliasAsync(string alias, CancellationToken cancel)
    {
        try
        {
            var answer = await CallAsync(HttpMethod.Get, $"{Api}/directory/room/{Escape(alias)}", null, null, cancel);
            return MatrixRoomId.TryParse(answer.Text("room_id"), out var room) ? room : null;
        }
        catch (MatrixException refused) when (refused.Code == MatrixException.NotFound)
        {
            return null;
        }
    }

    public Task DeleteAliasAsync(string alias, CancellationToken cancel) =>
        CallAsync(HttpMethod.Delete, $"{Api}/directory/room/{Escape(alias)}", null, null, cancel);

    /// <summary>The aliases of a room on this homeserver, or null when the user may not know.</summary>
    public async Task<IReadOnlyList<string>?> GetAliasesAsync(MatrixRoomId room, MatrixUserId? asUser, CancellationToken cancel)
    {
        try
        {
            var answer = await CallAsync(HttpMethod.Get, $"{Api}/rooms/{Escape(room.Value)}/aliases", null, asUser, cancel);
            return [.. (answer.Array("aliases")?.EnumerateArray() ?? default).Select(alias => alias.AsText()).OfType<string>()];
        }
        catch (MatrixException refused) when (refused.Code is MatrixException.NotFound or MatrixException.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Already in it: done.</summary>
    public async Task InviteAsync(MatrixRoomId room, MatrixUserId user, MatrixUserId? asUser, CancellationToken cancel)
    {
        try
        {
            await CallAsync(HttpMethod.Post, $"{Api}/rooms/{Escape(room.Value)}/invite", new JsonObject { ["user_id"] = user.Value }, asUser, cancel);
        }
        catch (MatrixException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            if ((await GetStateAsync(room, "m.room.member", user.Value, asUser, cancel))?.Text("membership") is not ("join" or "invite"))
                throw;
        }
    }

    /// <param name="roomOrAlias">A room id or an alias.</param>
    /// <param name="asUser">Who joins.</param>
    /// <param name="cancel">Ends waiting.</param>
    public async Task<MatrixRoomId> JoinAsync(string roomOrAlias, MatrixUserId? asUser, CancellationToken cancel)
    {
        var answer = await CallAsync(HttpMethod.Post, $"{Api}/join/{Escape(roomOrAlias)}", [], asUser, cancel);
        return MatrixRoomId.Parse(answer.Text("room_id") ?? "");
    }

    public Task LeaveAsync(MatrixRoomId room, string? reason, MatrixUserId? asUser, CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, $"{Api}/rooms/{Escape(room.Value)}/leave", reason is null ? [] : new JsonObject { ["reason"] = reason }, asUser, cancel);

    public Task KickAsync(MatrixRoomId room, MatrixUserId user, string reason, MatrixUserId? asUser, CancellationToken cancel) =>
        CallAsync(HttpMethod.Post, $"{Api}/rooms/{Escape(room.Value)}/kick", new JsonObject { ["user_id"] = user.Value, ["reason"] = reason }, asUser, cancel);

    /// <param name="room">Where to.</param>
    /// <param name="type">Event type, such as m.room.message.</param>
    /// <param name="transaction">The same for every attempt; contains speaker and source, since Synapse scopes it by application service and path only.</param>
    /// <param name="content">The event's content.</param>
    /// <param name="asUser">Who speaks.</param>
    /// <param name="sentAt">Shown as the time of sending; never changes the order.</param>
    /// <param name="cancel">Ends waiting.</param>
    public async Task<MatrixEventId> SendAsync(
        MatrixRoomId room, string type, TransactionKey transaction, JsonObject content, MatrixUserId? asUser, DateTimeOffset? sentAt, CancellationToken cancel)
    {
        var time = sentAt is { } at ? $"?ts={at.ToUnixTimeMilliseconds()}" : "";
        var answer = await CallAsync(HttpMethod.Put, $"{Api}/rooms/{Escape(room.Value)}/send/{Escape(type)}/{transaction}{time}", content, asUser, cancel);
        return MatrixEventId.Parse(answer.Text("event_id") ?? "");
    }

    /// <summary>Content of an event as it was sent; null when it is not there, or not for this user.</summary>
    public async Task<JsonElement?> GetContentAsync(MatrixRoomId room, MatrixEventId id, MatrixUserId? asUser, CancellationToken cancel)
    {
        try
        {
            return (await CallAsync(HttpMethod.Get, $"{Api}/rooms/{Escape(room.Value)}/event/{Escape(id.Value)}", null, asUser, cancel)).Object("content");
        }
        catch (MatrixException refused) when (refused.Code is MatrixException.NotFound or MatrixException.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Opens the octets of a file; the caller disposes of the answer.</summary>
    public Task<HttpResponseMessage> DownloadAsync(string server, string id, CancellationToken cancel) =>
        transport.OpenAsync(HttpMethod.Get, $"/_matrix/client/v1/media/download/{Escape(server)}/{Escape(id)}", null, null, cancel);

    /// <summary>Puts a file in.</summary>
    /// <returns>Its mxc address.</returns>
    public async Task<string> UploadAsync(string name, string contentType, Func<Stream> open, MatrixUserId? asUser, CancellationToken cancel)
    {
        using var body = new StreamContent(open());
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var answer = await transport.OpenAsync(HttpMethod.Post, $"/_matrix/media/v3/upload?filename={Escape(name)}", body, asUser?.Value, cancel);
        using var read = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancel), default, cancel);
        return read.RootElement.Text("content_uri") ?? throw new MatrixException(HttpStatusCode.BadGateway, MatrixException.Unknown, "no content_uri");
    }

    public async Task<MatrixEventId> RedactAsync(
        MatrixRoomId room, MatrixEventId target, TransactionKey transaction, JsonObject content, MatrixUserId? asUser, CancellationToken cancel)
    {
        var answer = await CallAsync(HttpMethod.Put, $"{Api}/rooms/{Escape(room.Value)}/redact/{Escape(target.Value)}/{transaction}", content, asUser, cancel);
        return MatrixEventId.Parse(answer.Text("event_id") ?? "");
    }

    public async Task<MatrixEventId> PutStateAsync(MatrixRoomId room, string type, string stateKey, JsonObject content, MatrixUserId? asUser, CancellationToken cancel)
    {
        var answer = await CallAsync(HttpMethod.Put, $"{Api}/rooms/{Escape(room.Value)}/state/{Escape(type)}/{Escape(stateKey)}", content, asUser, cancel);
        return MatrixEventId.Parse(answer.Text("event_id") ?? "");
    }

    /// <summary>Content of a state event, or null when the room has none such or shows it not.</summary>
    public async Task<JsonElement?> GetStateAsync(MatrixRoomId room, string type, string stateKey, MatrixUserId? asUser, CancellationToken cancel)
    {
        try
        {
            return await CallAsync(HttpMethod.Get, $"{Api}/rooms/{Escape(room.Value)}/state/{Escape(type)}/{Escape(stateKey)}", null, asUser, cancel);
        }
        catch (MatrixException refused) when (refused.Code is MatrixException.NotFound or MatrixException.Forbidden)
        {
            return null;
        }
    }

    /// <summary>Everybody who is, was or is asked to be in the room.</summary>
    public async Task<IReadOnlyList<RoomMember>> GetMembersAsync(MatrixRoomId room, MatrixUserId? asUser, CancellationToken cancel)
    {
        var answer = await CallAsync(HttpMethod.Get, $"{Api}/rooms/{Escape(room.Value)}/members", null, asUser, cancel);
        var members = new List<RoomMember>();
        foreach (var entry in answer.Array("chunk")?.EnumerateArray() ?? default)
        {
            if (MatrixUserId.TryParse(entry.Text("state_key"), out var user) && entry.Object("content") is { } content && content.Text("membership") is { } membership)
                members.Add(new RoomMember(user, membership, content.Text("displayname")));
        }

        return members;
    }

    /// <summary>A page of a room's events, newest first, and where the next older page begins; null when there is none.</summary>
    public async Task<(IReadOnlyList<JsonElement> Events, string? End)> GetMessagesBeforeAsync(MatrixRoomId room, string? from, int limit, MatrixUserId? asUser, CancellationToken cancel)
    {
        var start = from is null ? "" : $"&from={Escape(from)}";
        var answer = await CallAsync(HttpMethod.Get, $"{Api}/rooms/{Escape(room.Value)}/messages?dir=b&limit={limit}{start}", null, asUser, cancel);
        return ([.. answer.Array("chunk")?.EnumerateArray() ?? default], answer.Text("end"));
    }

    /// <summary>The rooms that the user is joined to.</summary>
    public async Task<IReadOnlyList<MatrixRoomId>> GetJoinedRoomsAsync(MatrixUserId? asUser, CancellationToken cancel)
    {
        var answer = await CallAsync(HttpMethod.Get, $"{Api}/joined_rooms", null, asUser, cancel);
        var rooms = new List<MatrixRoomId>();
        foreach (var entry in answer.Array("joined_rooms")?.EnumerateArray() ?? default)
        {
            if (MatrixRoomId.TryParse(entry.AsText(), out var room))
                rooms.Add(room);
        }

        return rooms;
    }

    /// <summary>The user whom the homeserver takes us for: tells whether it lets us act as that user.</summary>
    public async Task<MatrixUserId> WhoamiAsync(MatrixUserId? asUser, CancellationToken cancel) =>
        MatrixUserId.Parse((await CallAsync(HttpMethod.Get, $"{Api}/account/whoami", null, asUser, cancel)).Text("user_id") ?? "");

    /// <summary>
    /// Asks the homeserver to call us (application service API v1.7, "Pinging"). Synapse thereupon also sends at once what it
    /// had put off after failures. Answers how long the call took.
    /// </summary>
    public async Task<TimeSpan> PingAsync(string appServiceId, string transaction, CancellationToken cancel)
    {
        var body = new JsonObject { ["transaction_id"] = transaction };
        var answer = await CallAsync(HttpMethod.Post, $"/_matrix/client/v1/appservice/{Escape(appServiceId)}/ping", body, null, cancel);
        return TimeSpan.FromMilliseconds(answer.Number("duration_ms") ?? 0);
    }

    private Task<JsonElement> CallAsync(HttpMethod method, string path, JsonObject? body, MatrixUserId? asUser, CancellationToken cancel) =>
        transport.SendAsync(method, path, body is null ? null : MatrixJson.Write(body), asUser?.Value, cancel);

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
