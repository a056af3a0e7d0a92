using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Interop.Protocol;

namespace Interop.Client;

/// <summary>One request, one JSON answer; anything but 2xx becomes an <see cref="OcipProblemException"/>.</summary>
internal sealed class HttpCalls(HttpClient http)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> answer, CancellationToken stop) =>
        SendAsync(HttpMethod.Get, path, null, answer, stop);

    public Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken stop) =>
        SendAsync(method, path, ContentOf(body, bodyType), answer, stop);

    /// <summary>For calls whose answer has no body that matters.</summary>
    public async Task SendAsync<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, ContentOf(body, bodyType), stop);
    }

    /// <summary>Without a body either way.</summary>
    public async Task PostAsync(string path, CancellationToken stop)
    {
        using var response = await SendAsync(HttpMethod.Post, path, null, stop);
    }

    public async Task DeleteAsync(string path, CancellationToken stop)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, stop);
    }

    public async Task<string> GetTextAsync(string path, CancellationToken stop)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, stop);
        return await response.Content.ReadAsStringAsync(stop);
    }

    /// <summary>The answer of 2xx; the caller disposes of it. Reads no more than the head.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ProblemOfAsync(response, stop);
    }

    /// <summary>With any content.</summary>
    public async Task<TAnswer> SendAsync<TAnswer>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<TAnswer> answer, CancellationToken stop)
    {
        using var response = await SendAsync(method, path, content, stop);
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        return await JsonSerializer.DeserializeAsync(body, answer, stop)
            ?? throw new JsonException($"{method} {path}: the answer is JSON null");
    }

    /// <summary>A change of something that was read before: refused when it is not what it was then.</summary>
    public async Task<TAnswer> ChangeAsync<TAnswer>(HttpMethod method, string path, HttpContent? content, string? etag, JsonTypeInfo<TAnswer> answer, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (etag is not null)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{etag}\""));
        using var response = await OpenAsync(request, stop);
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        return await JsonSerializer.DeserializeAsync(body, answer, stop) ?? throw new JsonException($"{method} {path}: the answer is JSON null");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await OpenAsync(request, stop);
    }

    public static ByteArrayContent ContentOf<TBody>(TBody body, JsonTypeInfo<TBody> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = Json;
        return content;
    }

    private static async Task<OcipProblemException> ProblemOfAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var retryAfter = response.Headers.RetryAfter?.Delta;
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return new(OcipProblemException.WithoutBody(response.StatusCode), retryAfter);
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(stop);
            return new(JsonSerializer.Deserialize(bytes, OcipJson.Default.Problem) ?? OcipProblemException.WithoutBody(response.StatusCode), retryAfter);
        }
        catch (JsonException)
        {
            // The status still says what class of answer it is; the unreadable body adds nothing that a caller could act on.
            return new(OcipProblemException.WithoutBody(response.StatusCode), retryAfter);
        }
    }
}
