using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Preservation;

/// <summary>Somebody with a role, over plain HTTP.</summary>
internal sealed class Officer : IDisposable
{
    private readonly RawHttp http;

    private Officer(RawHttp http, string token) => (this.http, Token) = (http, token);

    public string Token { get; }

    public static async Task<Officer> HireAsync(Scene scene, string account, string role)
    {
        await scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        var token = (await scene.Admin.CreateTokenAsync(account, new TokenRequest([role]))).Token;
        return new Officer(new RawHttp(scene.Server.Address, token), token);
    }

    /// <summary>Below /ocip/v1/archive; the answer, which must be one of 2xx.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        var answer = await http.GetAsync($"archive/{path}");
        Assert.True(answer.Status < 300, $"GET {path}: {answer.Status} {answer.Body}");
        answer.Response.Dispose();
        return answer.Body;
    }

    /// <summary>The same with a body.</summary>
    public async Task<JsonElement> PostAsync(string path, JsonObject body)
    {
        var answer = await SendAsync(path, body);
        Assert.True(answer.Status < 300, $"POST {path}: {answer.Status} {answer.Body}");
        answer.Response.Dispose();
        return answer.Body;
    }

    /// <summary>The code of the problem that this must be answered with.</summary>
    public async Task<string> CodeAsync(string path, JsonObject? body = null, HttpMethod? method = null)
    {
        var answer = await http.SendAsync(method ?? (body is null ? HttpMethod.Get : HttpMethod.Post), $"archive/{path}", body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()));
        using (answer.Response)
        {
            Assert.True(answer.Status >= 400, $"{path}: {answer.Status} {answer.Body}");
            return answer.Body.GetProperty("code").GetString()!;
        }
    }

    public Task<(int Status, JsonElement Body, HttpResponseMessage Response)> SendAsync(string path, JsonObject body) => http.PostAsync($"archive/{path}", body.ToJsonString());

    /// <summary>A case, and a hold of it; answers the hold.</summary>
    public async Task<JsonElement> HoldAsync(JsonObject scope, Action<JsonObject>? more = null)
    {
        var opened = await PostAsync("cases", new JsonObject { ["name"] = "Doe v. Acme", ["matter"] = "M-2026-014" });
        var request = new JsonObject { ["case"] = opened.GetProperty("case").GetString(), ["scope"] = scope, ["why"] = "Litigation is expected.", ["confidential"] = false };
        more?.Invoke(request);
        return await PostAsync("holds", request);
    }

    public void Dispose() => http.Dispose();
}
