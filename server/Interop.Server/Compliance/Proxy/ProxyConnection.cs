using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Interop.Server.Compliance.Proxy;

/// <summary>Requests to the compliance proxy. Whatever keeps it from answering is one thing to the caller: it cannot decide now.</summary>
internal sealed class ProxyConnection : IDisposable
{
    /// <summary>Longest that a decision may take.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    private const int AnswerOctetsMax = 16 * 1024 * 1024;

    private readonly HttpClient http;
    private readonly TimeProvider time;

    public ProxyConnection(ServerOptions options, TimeProvider time)
    {
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(options.Proxy!, "ocip/v1/"), Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = AnswerOctetsMax,
        };
        var token = options.ProxyToken is { } file ? File.ReadAllText(file).Trim() : Environment.GetEnvironmentVariable("OCIP_PROXY_TOKEN");
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Address => http.BaseAddress!;

    /// <exception cref="PolicyUnavailableException">It did not answer in time, or not with what was asked for.</exception>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, TimeSpan? answerMax, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, type, answerMax ?? AnswerMax, stop);
    }

    /// <inheritdoc cref="GetAsync"/>
    public async Task<T> PostAsync<T>(string path, byte[] body, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var request = Post(path, body);
        return await SendAsync(request, type, AnswerMax, stop);
    }

    /// <summary>For requests without an answer.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task PostAsync(string path, byte[] body, CancellationToken stop)
    {
        using var request = Post(path, body);
        await SendAsync<object>(request, null, AnswerMax, stop);
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Post(string path, byte[] body) =>
        new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T>? type, TimeSpan answerMax, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(answerMax, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var answer = await http.SendAsync(request, end.Token);
            if (!answer.IsSuccessStatusCode)
                throw new PolicyUnavailableException($"compliance proxy at {Address} (it answered {(int)answer.StatusCode})") { Status = (int)answer.StatusCode };
            if (type is null)
                return default!;
            return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(end.Token), type) ?? throw new JsonException("null");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or IOException || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new PolicyUnavailableException($"compliance proxy at {Address}", fault);
        }
    }
}
