using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Requests that no well-behaved client would make.</summary>
internal sealed class RawHttp(Uri server, string? token) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(server, "ocip/v1/"), Timeout = TimeSpan.FromSeconds(30) };

    public Task<(int Status, JsonElement Body, HttpResponseMessage Response)> PostAsync(string path, string json) =>
        SendAsync(HttpMethod.Post, path, Encoding.UTF8.GetBytes(json));

    public Task<(int Status, JsonElement Body, HttpResponseMessage Response)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(HttpMethod method, string path, byte[]? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        return await SendAsync(request);
    }

    public async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(HttpRequestMessage request)
    {
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonDocument.Parse(text).RootElement : default, response);
    }

    /// <summary>That an answer is the one error body, with this code.</summary>
    public static void AssertProblem((int Status, JsonElement Body, HttpResponseMessage Response) answer, string code)
    {
        Assert.True(answer.Body.ValueKind == JsonValueKind.Object, $"HTTP {answer.Status} without a problem body");
        Assert.Equal("application/problem+json", answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, answer.Body.GetProperty("code").GetString());
        Assert.Equal($"urn:ocip:code:{code}", answer.Body.GetProperty("type").GetString());
        Assert.Equal(answer.Status, answer.Body.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(answer.Body.GetProperty("detail").GetString()));
        answer.Response.Dispose();
    }

    public void Dispose() => http.Dispose();
}
