using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Interop.Cli.Demo.Firm;

/// <summary>Calls of the published API for which the client library has no method yet: hours, urgency, labour, bridges.</summary>
/// <param name="http">With the server's /ocip/v1/ as its base; safe for concurrent use.</param>
internal sealed class FirmCalls(HttpClient http)
{
    public async Task<TAnswer> GetAsync<TAnswer>(string token, string path, JsonTypeInfo<TAnswer> type, CancellationToken stop)
    {
        using var answer = await SendAsync(token, HttpMethod.Get, path, null, stop);
        return (await answer.Content.ReadFromJsonAsync(type, stop))!;
    }

    /// <summary>Whose answer has nothing that matters.</summary>
    public async Task DoAsync<TBody>(string token, HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken stop)
    {
        using var answer = await SendAsync(token, method, path, JsonContent.Create(body, type), stop);
    }

    public async Task<TAnswer> AskAsync<TBody, TAnswer>(string token, HttpMethod method, string path, TBody body, (JsonTypeInfo<TBody> Body, JsonTypeInfo<TAnswer> Answer) types, CancellationToken stop)
    {
        using var answer = await SendAsync(token, method, path, JsonContent.Create(body, types.Body), stop);
        return (await answer.Content.ReadFromJsonAsync(types.Answer, stop))!;
    }

    /// <summary>Server-sent events, line by line, until it ends; the caller disposes of the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string token, string path, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        return answer.EnsureSuccessStatusCode();
    }

    /// <summary>The answer of 2xx with its content read; the caller disposes of it.</summary>
    /// <exception cref="InvalidDataException">The server refuses it; the message is its answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(string token, HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await http.SendAsync(request, stop);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new InvalidDataException($"{method} {path}: the server answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(stop)}");
    }
}
