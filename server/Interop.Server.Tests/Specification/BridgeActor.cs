using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;
using Interop.Protocol.Time;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>A bridge that does what a test tells it, right or wrong, over the published bridge API.</summary>
internal sealed class BridgeActor : IDisposable
{
    private readonly HttpClient http;
    private int ids;

    private BridgeActor(Scene scene, string network, string token)
    {
        Network = network;
        http = new HttpClient { BaseAddress = new Uri(scene.Server.Address, "ocip/v1/bridge/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Network { get; }

    public static async Task<BridgeActor> RegisterAsync(Scene scene, string network) =>
        new(scene, network, (await scene.Admin.RegisterBridgeAsync(new BridgeRequest(network))).Token);

    /// <summary>A native person.</summary>
    public Task<UserView> ContactAsync(string account, string? name = null) =>
        GetAsync("contacts", new ContactRequest(Network, account, name), OcipJson.Default.ContactRequest, OcipJson.Default.UserView);

    public async Task<RoomId> DirectAsync(UserId from, UserId to) =>
        (await GetAsync("rooms/direct", new DirectRoomRequest(from, to), OcipJson.Default.DirectRoomRequest, OcipJson.Default.RoomView)).Room;

    public async Task<NoticeText> NoticeAsync() => (await http.GetFromJsonAsync("notice", OcipJson.Default.NoticeText))!;

    /// <summary>Reports that these people were told the notice in force.</summary>
    public async Task TellAsync(RoomId room, params UserId[] users) => Assert.Null(await TellAsync(room, (await NoticeAsync()).Version, users));

    public Task<Problem?> TellAsync(RoomId room, string version, params UserId[] users) => TryAsync(
        HttpMethod.Post, "notices", new NoticePosted(room, users, version, "en", EventIdentity.NoPrevious, $"$notice{ids++}", Now()), OcipJson.Default.NoticePosted);

    public async Task<RoomView> GroupAsync(BridgeRoomRequest request)
    {
        using var answer = await http.PostAsJsonAsync("rooms", request, OcipJson.Default.BridgeRoomRequest);
        Assert.Equal(201, (int)answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(OcipJson.Default.RoomView))!;
    }

    public Task<Problem?> TryGroupAsync(BridgeRoomRequest request) => TryAsync(HttpMethod.Post, "rooms", request, OcipJson.Default.BridgeRoomRequest);

    public async Task ClosePortalAsync(string nativeRoom)
    {
        using var answer = await http.DeleteAsync(new Uri($"portals?nativeRoom={Uri.EscapeDataString(nativeRoom)}", UriKind.Relative));
        Assert.Equal(204, (int)answer.StatusCode);
    }

    /// <summary>Puts a file in for somebody; the problem when it is refused.</summary>
    public async Task<(MediaView? Media, Problem? Problem)> PutMediaAsync(UserId user, byte[] octets)
    {
        using var body = new ByteArrayContent(octets);
        using var answer = await http.PostAsync(new Uri($"media?user={Uri.EscapeDataString(user.Value)}", UriKind.Relative), body);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync(OcipJson.Default.MediaView), null)
            : (null, await answer.Content.ReadFromJsonAsync(OcipJson.Default.Problem));
    }

    /// <summary>What the bridge is given for somebody; the code when nothing is.</summary>
    public async Task<(byte[]? Octets, string? Code)> GetMediaAsync(UserId user, string digest)
    {
        using var answer = await http.GetAsync(new Uri($"media/{digest}?user={Uri.EscapeDataString(user.Value)}", UriKind.Relative));
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadAsByteArrayAsync(), null)
            : (null, (await answer.Content.ReadFromJsonAsync(OcipJson.Default.Problem))!.Code);
    }

    public async Task<Portal[]> PortalsAsync() => (await http.GetFromJsonAsync("portals", OcipJson.Default.PortalList))!.Portals;

    public Task<Problem?> TryPortalAsync(Portal portal) => TryAsync(HttpMethod.Put, "portals", portal, OcipJson.Default.Portal);

    public Task<Problem?> TryReportAsync(DeliveryReport report) => TryAsync(HttpMethod.Post, "reports", new DeliveryReports([report]), OcipJson.Default.DeliveryReports);

    public Task<Problem?> TryManifestAsync(CapabilityManifest manifest) => TryAsync(HttpMethod.Put, "manifest", manifest, OcipJson.Default.CapabilityManifest);

    public Task<Problem?> TryDirectAsync(UserId from, UserId to) => TryAsync(HttpMethod.Put, "rooms/direct", new DirectRoomRequest(from, to), OcipJson.Default.DirectRoomRequest);

    public Task<SubmitResult> SayAsync(RoomId room, UserId sender, string text) => SubmitAsync(Message(room, sender, text));

    /// <summary>A native message, with an id of its own.</summary>
    public EventDraft Message(RoomId room, UserId sender, string text) => Actor.Message(room, text) with
    {
        Sender = sender,
        Provenance = new Provenance { Network = Network, Account = "somebody", NativeId = $"$message{ids++}", NativeRoom = "!room", ReceivedAt = Now() },
    };

    public async Task<SubmitResult> SubmitAsync(EventDraft draft)
    {
        using var answer = await http.PostAsJsonAsync("submit", new SubmitRequest(Actor.NewTransaction(), [draft]), OcipJson.Default.SubmitRequest);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(OcipJson.Default.SubmitResponse))!.Results[0];
    }

    /// <summary>Events of a room as the bridge's stream has them: id and whom to deliver them to.</summary>
    public async Task<IReadOnlyList<SyncItem>> ItemsAsync(RoomId room)
    {
        var items = new List<SyncItem>();
        for (var cursor = -1L; ;)
        {
            var frame = (await http.GetFromJsonAsync($"sync?after={cursor}", OcipJson.Default.SyncFrame))!;
            if (frame.Cursor == cursor)
                return [.. items.Where(item => item.Event?.Header.Room == room)];
            cursor = frame.Cursor;
            items.AddRange(frame.Items);
        }
    }

    /// <summary>Waits for the one released event of a room.</summary>
    public async Task<SyncItem> UntilReleasedAsync(RoomId room)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if ((await ItemsAsync(room)).Where(item => item.Released == true).ToList() is { Count: > 0 } released)
                return Assert.Single(released);
            await Pause.Ms(100);
        }
        throw new TimeoutException("nothing was released");
    }

    public void Dispose() => http.Dispose();

    private async Task<TAnswer> GetAsync<T, TAnswer>(string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TAnswer> answerType)
    {
        using var answer = await http.PutAsJsonAsync(path, body, type);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(answerType))!;
    }

    private async Task<Problem?> TryAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode ? null : JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), OcipJson.Default.Problem);
    }

    private static string Now() => WireTime.Format(TimeProvider.System.GetUtcNow());
}
