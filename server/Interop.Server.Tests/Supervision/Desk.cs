using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>An officer of supervision, over plain HTTP.</summary>
internal sealed class Desk : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RawHttp http;

    private Desk(RawHttp http, string account, string token) => (this.http, Account, Token) = (http, account, token);

    public string Account { get; }

    public string Token { get; }

    public static async Task<Desk> HireAsync(Scene scene, string account, params string[] roles)
    {
        await scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        return await OfAsync(scene, account, roles);
    }

    /// <summary>Of somebody who is there already.</summary>
    public static async Task<Desk> OfAsync(Scene scene, string account, params string[] roles)
    {
        var token = (await scene.Admin.CreateTokenAsync(account, new TokenRequest(roles))).Token;
        return new Desk(new RawHttp(scene.Server.Address, token), account, token);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        var answer = await http.GetAsync($"supervision/{path}");
        using (answer.Response)
        {
            Assert.True(answer.Status < 300, $"GET {path}: {answer.Status} {answer.Body}");
            return answer.Body;
        }
    }

    /// <summary>The code with which something is refused.</summary>
    public async Task<string> RefusedAsync(string path)
    {
        var answer = await http.GetAsync($"supervision/{path}");
        using (answer.Response)
            return answer.Body.GetProperty("code").GetString()!;
    }

    public async Task<string> TextAsync(string path)
    {
        var answer = await http.GetAsync($"supervision/{path}");
        using (answer.Response)
            return await answer.Response.Content.ReadAsStringAsync();
    }

    /// <summary>Changes the settings as they are.</summary>
    public async Task<JsonElement> SetAsync(Action<JsonObject> change)
    {
        var settings = JsonNode.Parse((await GetAsync("settings")).GetRawText())!.AsObject();
        settings.Remove("at");
        settings.Remove("by");
        change(settings);
        var answer = await http.SendAsync(HttpMethod.Put, "supervision/settings", Encoding.UTF8.GetBytes(settings.ToJsonString()));
        using (answer.Response)
        {
            Assert.True(answer.Status < 300, $"{answer.Status} {answer.Body}");
            return answer.Body;
        }
    }

    public async Task<(int Status, JsonElement Body)> PutAsync(string json)
    {
        var answer = await http.SendAsync(HttpMethod.Put, "supervision/settings", Encoding.UTF8.GetBytes(json));
        using (answer.Response)
            return (answer.Status, answer.Body);
    }

    /// <summary>An action; its answer, whatever it is.</summary>
    public async Task<(int Status, JsonElement Body)> ActAsync(string what, long[] items, Action<JsonObject>? more = null, string? id = null)
    {
        var action = new JsonObject { ["id"] = id ?? Actor.NewTransaction().Value, ["what"] = what, ["items"] = new JsonArray([.. items.Select(i => (JsonNode)i)]) };
        more?.Invoke(action);
        var answer = await http.PostAsync("supervision/actions", action.ToJsonString());
        using (answer.Response)
            return (answer.Status, answer.Body);
    }

    /// <summary>An action for one item that must be done; the state afterwards.</summary>
    public async Task<string> DoAsync(string what, long item, Action<JsonObject>? more = null)
    {
        var (status, body) = await ActAsync(what, [item], more);
        Assert.True(status == 200, $"{what}: {status} {body}");
        return body.GetProperty("results")[0].GetProperty("state").GetString()!;
    }

    /// <summary>The code with which an action for one item is refused.</summary>
    public async Task<string> RefusalAsync(string what, long item, Action<JsonObject>? more = null)
    {
        var (status, body) = await ActAsync(what, [item], more);
        Assert.True(status >= 400, $"{what}: {status} {body}");
        return body.GetProperty("code").GetString()!;
    }

    /// <summary>The items of a question, once there are so many.</summary>
    public async Task<JsonElement[]> ItemsAsync(string query, int atLeast)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var items = (await GetAsync($"items?{query}")).GetProperty("items").EnumerateArray().ToArray();
            if (items.Length >= atLeast || limit.IsCancellationRequested)
            {
                Assert.True(items.Length >= atLeast, $"{items.Length} items of {query}, {atLeast} expected");
                return items;
            }
            await Pause.Ms(50);
        }
    }

    public void Dispose() => http.Dispose();
}
