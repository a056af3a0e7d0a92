using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.Personal;

/// <summary>A person with a work and a personal persona, and a client for each.</summary>
internal sealed class HomePersona : IDisposable
{
    private HomePersona(Scene scene, UserId work, UserId home, string workToken, string homeToken)
    {
        (Work, Home, HomeToken) = (work, home, homeToken);
        AtWork = new JsonCalls(scene.Server.Address, workToken);
        AtHome = new JsonCalls(scene.Server.Address, homeToken);
    }

    public UserId Work { get; }

    public UserId Home { get; }

    /// <summary>Of the personal persona.</summary>
    public string HomeToken { get; }

    public JsonCalls AtWork { get; }

    public JsonCalls AtHome { get; }

    public static async Task<HomePersona> MakeAsync(Scene scene, string name)
    {
        var account = await scene.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name), new PersonaRequest("personal", $"{name}-home")]));
        var tokens = new List<string>();
        foreach (var persona in account.Personas)
            tokens.Add((await scene.Admin.CreateTokenAsync(name, new TokenRequest(["client"], persona.User))).Token);
        return new HomePersona(scene, account.Personas[0].User, account.Personas[1].User, tokens[0], tokens[1]);
    }

    /// <summary>A room of personal personas.</summary>
    public async Task<RoomId> RoomAsync(string kind, string? name, params HomePersona[] others) => RoomId.Parse((await AtHome.CallAsync("POST client/rooms",
        JsonSerializer.Serialize(new CreateRoomRequest(kind, [.. others.Select(o => o.Home)], name), OcipJson.Default.CreateRoomRequest)))!["room"]!.GetValue<string>());

    public static async Task<JsonNode> SubmitAsync(JsonCalls calls, EventDraft draft) => (await calls.CallAsync("POST client/submit",
        JsonSerializer.Serialize(new SubmitRequest(Actor.NewTransaction(), [draft]), OcipJson.Default.SubmitRequest)))!["results"]![0]!;

    /// <summary>The code that it is answered with.</summary>
    public async Task<string> SayAsync(RoomId room, string text) => (await SubmitAsync(AtHome, Actor.Message(room, text)))["code"]!.GetValue<string>();

    /// <summary>What the personal persona's client has not yet.</summary>
    public async Task<JsonArray> WaitingAsync(long? after = -1) => (await AtHome.CallAsync($"GET client/sync{(after is null ? "" : $"?after={after}")}"))!["items"]!.AsArray();

    public async Task<IReadOnlyList<string>> TextsAsync() => [.. (await WaitingAsync()).Select(i => i!["event"]!.Deserialize(OcipJson.Default.OcipEvent)!).Select(RecordedStream.TextOf).OfType<string>()];

    /// <summary>The client has everything.</summary>
    public async Task AcknowledgeAsync()
    {
        var items = await WaitingAsync();
        await AtHome.CallAsync("POST client/ack", $$"""{"cursor":{{items[^1]!["position"]!.GetValue<long>()}}}""");
    }

    public void Dispose()
    {
        AtWork.Dispose();
        AtHome.Dispose();
    }

    /// <summary>A draft of any content.</summary>
    public static EventDraft Draft(RoomId room, string type, string content, string? state = null, Relation? relates = null) => new()
    {
        Room = room, Type = type, Content = JsonElement.Parse(content), State = state is null ? null : JsonElement.Parse(state), Relates = relates,
    };
}
