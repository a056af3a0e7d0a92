using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Media;

namespace Interop.Bridges.Api;

/// <summary>
/// The bridge API of the server (spec 13): the only way from a bridge to it. One method per endpoint. Throws <see cref="ApiRefusedException"/> for a final
/// refusal (5.x) and <see cref="ApiUnavailableException"/> for everything that time can heal, a wrong token included: an administrator may mend it.
/// </summary>
public sealed class BridgeApiClient : IDisposable
{
    private const string MediaPath = "bridge/media/";
    private const long OctetsPerSecondMin = 64 * 1024;
    private static readonly TimeSpan RequestTimeMax = TimeSpan.FromSeconds(30);
    private readonly HttpClient http;

    /// <param name="server">Such as http://127.0.0.1:8008/.</param>
    /// <param name="token">Bearer token of scope bridge.</param>
    public BridgeApiClient(Uri server, string token)
    {
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + "/ocip/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task PutManifestAsync(CapabilityManifest manifest, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, "bridge/manifest", manifest, OcipJson.Default.CapabilityManifest, cancellationToken);

    public Task<UserView> PutContactAsync(ContactRequest contact, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Put, "bridge/contacts", contact, OcipJson.Default.ContactRequest, OcipJson.Default.UserView, cancellationToken);

    public Task<UserView> GetUserAsync(UserId user, CancellationToken cancellationToken) =>
        GetAsync($"bridge/users/{Uri.EscapeDataString(user.Short)}", OcipJson.Default.UserView, cancellationToken);

    /// <summary>By the local part, of a user of this server; local@provider of any.</summary>
    public Task<UserView> GetUserAsync(string name, CancellationToken cancellationToken) =>
        GetAsync($"bridge/users/{Uri.EscapeDataString(name)}", OcipJson.Default.UserView, cancellationToken);

    public Task<RoomView> PutDirectRoomAsync(DirectRoomRequest room, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Put, "bridge/rooms/direct", room, OcipJson.Default.DirectRoomRequest, OcipJson.Default.RoomView, cancellationToken);

    public Task<RoomView> PostRoomAsync(BridgeRoomRequest room, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "bridge/rooms", room, OcipJson.Default.BridgeRoomRequest, OcipJson.Default.RoomView, cancellationToken);

    public Task<RoomView> GetRoomAsync(RoomId room, CancellationToken cancellationToken) =>
        GetAsync($"bridge/rooms/{room.Uuid:D}", OcipJson.Default.RoomView, cancellationToken);

    public Task PutPortalAsync(Portal portal, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, "bridge/portals", portal, OcipJson.Default.Portal, cancellationToken);

    /// <summary>The native room does not stand for a room any more; one that never did is no fault.</summary>
    public async Task DeletePortalAsync(string nativeRoom, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"bridge/portals?nativeRoom={Uri.EscapeDataString(nativeRoom)}");
        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    public Task<PortalList> GetPortalsAsync(CancellationToken cancellationToken) => GetAsync("bridge/portals", OcipJson.Default.PortalList, cancellationToken);

    public Task<NoticeText> GetNoticeAsync(CancellationToken cancellationToken) => GetAsync("bridge/notice", OcipJson.Default.NoticeText, cancellationToken);

    public Task PostNoticeAsync(NoticePosted notice, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "bridge/notices", notice, OcipJson.Default.NoticePosted, cancellationToken);

    public Task<SubmitResponse> SubmitAsync(SubmitRequest request, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "bridge/submit", request, OcipJson.Default.SubmitRequest, OcipJson.Default.SubmitResponse, cancellationToken);

    public Task PostReportsAsync(DeliveryReports reports, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "bridge/reports", reports, OcipJson.Default.DeliveryReports, cancellationToken);

    public Task PostCountAsync(NativeCount count, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "bridge/counts", count, OcipJson.Default.NativeCount, cancellationToken);

    public Task PutStatusAsync(BridgeStatus status, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, "bridge/status", status, OcipJson.Default.BridgeStatus, cancellationToken);

    public Task AckAsync(long cursor, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "bridge/ack", new CursorAck(cursor), OcipJson.Default.CursorAck, cancellationToken);

    /// <summary>Puts a file in for a person of the bridge's network. Refused when it is too large, and then none of it is sent.</summary>
    public async Task<MediaView> PostMediaAsync(UserId user, Stream octets, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"bridge/media?user={Uri.EscapeDataString(user.Value)}") { Content = new StreamContent(octets) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.ExpectContinue = true;
        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken, FileTimeMax(octets.Length));
        return await ReadAsync(response, OcipJson.Default.MediaView, cancellationToken);
    }

    /// <summary>Fetches a file that a person of the bridge's network was given.</summary>
    /// <exception cref="ApiUnavailableException">Also when what came is not what the digest names.</exception>
    public async Task GetMediaAsync(UserId user, string digest, long size, Stream to, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{MediaPath}{digest}?user={Uri.EscapeDataString(user.Value)}");
        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            await using var octets = new IdleLimitStream(await response.Content.ReadAsStreamAsync(cancellationToken), RequestTimeMax);
            var buffer = new byte[64 * 1024];
            int read;
            for (var left = size; left >= 0 && (read = await octets.ReadAsync(buffer, cancellationToken)) > 0; left -= read)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new ApiUnavailableException($"the server broke off a file: {exception.Message}", inner: exception);
        }
        if (Base64Url.EncodeToString(hash.GetHashAndReset()) != digest)
            throw new ApiUnavailableException("the server gave other octets than those of the file");
    }

    /// <summary>Opens the stream of items after a cursor (null: after the acknowledged one) as server-sent events. The caller disposes the response.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(long? after, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, after is null ? "bridge/sync" : $"bridge/sync?after={after}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await ExchangeAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    private async Task SendAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private async Task<TAnswer> AskAsync<T, TAnswer>(
        HttpMethod method, string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, type) };
        using var response = await ExchangeAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken, TimeSpan? timeMax = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var max = timeMax ?? RequestTimeMax;
        limit.CancelAfter(max);
        try
        {
            var response = await http.SendAsync(request, completion, limit.Token);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await FailureAsync(response, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiUnavailableException($"the server did not answer {What(request)} within {max.TotalSeconds:0} s", inner: exception);
        }
        catch (HttpRequestException exception) when (exception is not ApiUnavailableException)
        {
            throw new ApiUnavailableException($"the server at {http.BaseAddress} cannot be reached: {exception.Message}", inner: exception);
        }
        catch (IOException exception)
        {
            throw new ApiUnavailableException($"the connection to the server at {http.BaseAddress} broke: {exception.Message}", inner: exception);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new ApiUnavailableException($"the server's answer to {What(response.RequestMessage)} cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static async Task<Exception> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await ProblemAsync(response, cancellationToken);
        var what = $"{(int)response.StatusCode} {problem?.Code} {problem?.Detail}".TrimEnd();
        if (problem is not null && problem.Code.StartsWith('5') && problem.Code != DecisionCodes.Unauthenticated.Code && response.StatusCode != HttpStatusCode.Unauthorized)
            return new ApiRefusedException(problem);
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return new ApiUnavailableException($"{What(response.RequestMessage)} was answered {what}", retryAfter);
    }

    /// <summary>For the log. The digest of a file is not for logs (spec 15.4).</summary>
    private static string What(HttpRequestMessage? request) => request?.RequestUri?.ToString() is { } uri && uri.IndexOf(MediaPath, StringComparison.Ordinal) is >= 0 and var at
        ? $"{request.Method} {uri[..(at + MediaPath.Length)]}…"
        : $"{request?.Method} {request?.RequestUri}";

    private static TimeSpan FileTimeMax(long octets) => RequestTimeMax + TimeSpan.FromSeconds(octets / OctetsPerSecondMin);

    private static async Task<Problem?> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;
        try
        {
            return await response.Content.ReadFromJsonAsync(OcipJson.Default.Problem, cancellationToken);
        }
        catch (JsonException)
        {
            // Not one of ours (a proxy's page): the status code says enough.
            return null;
        }
    }
}
