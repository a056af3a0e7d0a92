using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol;

namespace Interop.Cli.Archive;

/// <summary>Requests to the archive's API that only officers make: one question, one JSON answer. What the server refuses is said in its own words.</summary>
internal sealed class ArchiveCalls : IDisposable
{
    private readonly HttpClient http;

    private ArchiveCalls(Uri server, string? token)
    {
        http = new HttpClient { BaseAddress = new Uri(server, "/ocip/v1/archive/") };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <exception cref="UsageException">No server is named, or it is no address.</exception>
    public static ArchiveCalls Open(ServerOptions server, ParseResult parsed)
    {
        using var client = server.Client(parsed);
        return new ArchiveCalls(client.Server, server.Token(parsed));
    }

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, type, stop);

    public Task<T> PostAsync<T, TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(body, bodyType), type, stop);

    /// <summary>Without a body.</summary>
    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) => SendAsync(HttpMethod.Post, path, null, type, stop);

    public async Task DeleteAsync(string path, CancellationToken stop)
    {
        using var answer = await http.DeleteAsync(path, stop);
        await CheckAsync(answer, stop);
    }

    /// <summary>The answer as it comes, line by line.</summary>
    public async Task CopyAsync(string path, Stream output, CancellationToken stop)
    {
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop);
        await CheckAsync(answer, stop);
        await answer.Content.CopyToAsync(output, stop);
    }

    public void Dispose() => http.Dispose();

    /// <summary>What the server refused, in its own words.</summary>
    /// <param name="status">The status of HTTP, for an answer without them.</param>
    /// <param name="octets">What was answered.</param>
    public static string Refusal(int status, ReadOnlySpan<byte> octets)
    {
        try
        {
            if (JsonSerializer.Deserialize(octets, OcipJson.Default.Problem) is { } problem)
                return $"the server refused: {RecordText.Printable($"{problem.Code} {problem.Title}: {problem.Detail}")}";
        }
        catch (JsonException)
        {
            // A gateway's page, for one.
        }
        return $"the server refused: HTTP {status}";
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, byte[]? body, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.SendAsync(request, stop);
        await CheckAsync(answer, stop);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(stop), type) ?? throw new UsageException("the server answered nothing");
    }

    private static async Task CheckAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.IsSuccessStatusCode)
            return;
        throw new UsageException(Refusal((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(stop)));
    }
}
