using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Requests as their JSON stands in the standard, for parts of the API that the client library does not have.</summary>
internal sealed class JsonCalls : IDisposable
{
    private readonly HttpClient http;

    public JsonCalls(Uri server, string token)
    {
        http = new HttpClient { BaseAddress = new Uri(server, "ocip/v1/"), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>A person with a role and no persona.</summary>
    public static async Task<JsonCalls> OfficerAsync(Scene scene, string account, string role)
    {
        await scene.PersonAsync(account);
        return new JsonCalls(scene.Server.Address, (await scene.Admin.CreateTokenAsync(account, new Protocol.AdminApi.TokenRequest([role]))).Token);
    }

    /// <param name="request">Such as GET client/whoami.</param>
    /// <param name="body">JSON, or null.</param>
    /// <returns>The answer; null when it has none.</returns>
    public async Task<JsonNode?> CallAsync(string request, string? body = null)
    {
        var (status, answer) = await SendAsync(request, body);
        Assert.True(status is >= 200 and < 300, $"{request}: HTTP {status} {answer}");
        return answer.Length == 0 ? null : JsonNode.Parse(answer);
    }

    /// <summary>The code of what is refused.</summary>
    public async Task<string> RefusedAsync(string request, string? body = null)
    {
        var (status, answer) = await SendAsync(request, body);
        Assert.True(status >= 400, $"{request}: HTTP {status} {answer}");
        return JsonNode.Parse(answer)!["code"]!.GetValue<string>();
    }

    public async Task<(int Status, string Answer)> SendAsync(string request, string? body, string type = "application/json")
    {
        var words = request.Split(' ');
        using var message = new HttpRequestMessage(new HttpMethod(words[0]), words[1]);
        if (body is not null)
            message.Content = new StringContent(body, Encoding.UTF8, type);
        using var response = await http.SendAsync(message);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => http.Dispose();
}
