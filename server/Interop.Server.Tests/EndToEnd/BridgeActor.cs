using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Anybody's bridge: speaks the bridge API for one network, and nothing behind it is real.</summary>
internal sealed class BridgeActor : IDisposable
{
    private readonly HttpClient http;
    private int nativeIds;

    private BridgeActor(Scene scene, string network, string token)
    {
        Network = network;
        http = new HttpClient { BaseAddress = new Uri(scene.Server.Address, "ocip/v1/bridge/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Network { get; }

    public static async Task<BridgeActor> OpenAsync(Scene scene, string network) =>
        new(scene, network, (await scene.Admin.RegisterBridgeAsync(new BridgeRequest(network))).Token);

    /// <summary>Whoever has this account on the bridge's network.</summary>
    public Task<UserView> ContactAsync(string account, string? network = null, string? displayName = null, string? language = null) =>
        SendAsync(HttpMethod.Put, "contacts", new ContactRequest(network ?? Network, account, displayName, language), OcipJson.Default.ContactRequest, OcipJson.Default.UserView);

    /// <summary>A user by local part, or by local@provider.</summary>
    public Task<UserView> UserAsync(string name) => GetAsync($"users/{Uri.EscapeDataString(name)}", OcipJson.Default.UserView);

    public async Task<RoomId> DirectAsync(UserId from, UserId to) =>
        (await SendAsync(HttpMethod.Put, "rooms/direct", new DirectRoomRequest(from, to), OcipJson.Default.DirectRoomRequest, OcipJson.Default.RoomView)).Room;

    public Task ObserveAsync(RoomId room, string nativeRoom) =>
        SendAsync(HttpMethod.Put, "portals", new Portal(room, Portal.Observed, nativeRoom, null), OcipJson.Default.Portal);

    /// <summary>Tells them the notice in force.</summary>
    public async Task TellAsync(RoomId room, params UserId[] users)
    {
        var notice = await GetAsync("notice", OcipJson.Default.NoticeText);
        await SendAsync(
            HttpMethod.Post, "notices",
            new NoticePosted(room, users, notice.Version, "en", Base64UrlText.Of(SHA256.HashData(Encoding.UTF8.GetBytes(notice.Texts["en"]))), "$notice", WireTime.Format(TimeProvider.System.GetUtcNow())),
            OcipJson.Default.NoticePosted);
    }

    /// <summary>What a person of the network wrote there.</summary>
    public EventDraft Draft(RoomId room, UserView sender, string text, string? nativeId = null) => Actor.Message(room, text) with
    {
        Sender = sender.User,
        Provenance = new Provenance
        {
            Network = Network, Account = sender.Accounts[0].Account, NativeId = nativeId ?? $"${Interlocked.Increment(ref nativeIds)}", NativeRoom = "!room",
            ReceivedAt = WireTime.Format(TimeProvider.System.GetUtcNow()),
        },
    };

    public async Task<SubmitResult> SubmitAsync(EventDraft draft) =>
        (await SendAsync(HttpMethod.Post, "submit", new SubmitRequest(Actor.NewTransaction(), [draft]), OcipJson.Default.SubmitRequest, OcipJson.Default.SubmitResponse)).Results[0];

    public Task<SubmitResult> SayAsync(RoomId room, UserView sender, string text) => SubmitAsync(Draft(room, sender, text));

    public Task ReportAsync(params DeliveryReport[] reports) => SendAsync(HttpMethod.Post, "reports", new DeliveryReports(reports), OcipJson.Default.DeliveryReports);

    public Task CountAsync(NativeCount count) => SendAsync(HttpMethod.Post, "counts", count, OcipJson.Default.NativeCount);

    public Task StatusAsync(bool capturing, DateTimeOffset since) => SendAsync(HttpMethod.Put, "status", new BridgeStatus(capturing, WireTime.Format(since)), OcipJson.Default.BridgeStatus);

    public Task AckAsync(long cursor) => SendAsync(HttpMethod.Post, "ack", new CursorAck(cursor), OcipJson.Default.CursorAck);

    /// <summary>Everything after a cursor (null: the acknowledged one) that is there now.</summary>
    public async Task<IReadOnlyList<SyncItem>> ItemsAsync(long? after = -1)
    {
        var items = new List<SyncItem>();
        while (true)
        {
            var frame = await GetAsync($"sync{(after is null ? "" : $"?after={after}")}", OcipJson.Default.SyncFrame);
            if (frame.Items.Length == 0)
                return items;
            items.AddRange(frame.Items);
            after = frame.Cursor;
        }
    }

    /// <summary>Texts with the local part of each recipient, as "text → bob,carol".</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(long? after = -1) =>
        [.. (await ItemsAsync(after)).Where(i => i.Event is { } ev && RecordedStream.TextOf(ev) is not null)
            .Select(i => $"{RecordedStream.TextOf(i.Event!)} → {string.Join(',', i.Recipients!.Select(r => r.Local).Order(StringComparer.Ordinal))}")];

    public void Dispose() => http.Dispose();

    private async Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> type)
    {
        using var response = await http.GetAsync(path);
        return JsonSerializer.Deserialize(await BodyAsync(response), type)!;
    }

    private async Task<TAnswer> SendAsync<TBody, TAnswer>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<TAnswer> answer) =>
        JsonSerializer.Deserialize(await SendAsync(method, path, body, type), answer)!;

    private async Task<string> SendAsync<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request);
        return await BodyAsync(response);
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode)
            return text;
        throw new Interop.Client.OcipProblemException(JsonSerializer.Deserialize(text, OcipJson.Default.Problem)!);
    }
}
