using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Federation;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Preservation;

/// <summary>Directives and notices of a provider that means no good (spec 9.7, 9.9), up to every limit of 9.12.</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileHoldTests(PeerWorld world)
{
    private const string Endpoint = "https://acme.example/ocip/v1/federation/";
    private static readonly string Room = $"ocip://acme.example/r/{Guid.CreateVersion7():D}";

    [Fact]
    public async Task Directives_AreRefusedAsTheyDeserve_AndRepeatsAreAnsweredAlike()
    {
        foreach (var (why, change) in new (string, Action<JsonObject>)[]
        {
            ("no scope", d => d.Remove("scope")), ("no contact", d => d.Remove("contact")), ("another issuer", d => d["issuer"] = "globex.example"), ("a member that is not known", d => d["all"] = true),
            ("an id that is no version 7", d => d["id"] = "9f1b3c5e-6a4d-4f0e-8a3b-0d9b6f0f3c11"), ("an action that is none", d => d["action"] = "keep"), ("too far ahead", d => d["from"] = FakePeer.Ago(-400)),
            ("nothing in scope", d => d["scope"] = new JsonObject { ["after"] = "2026-01-01T00:00:00.000Z" }), ("no rooms", d => d["scope"] = new JsonObject { ["rooms"] = new JsonArray() }),
            ("a query", d => d["scope"]!["query"] = "merger"), ("a long matter", d => d["matter"] = new string('m', 65)), ("a long contact", d => d["contact"] = new string('c', 256)), ("a release with more", d => d["action"] = "release"),
        })
            Assert.True(await CodeAsync("holds", Directive(change)) == "5.5.0", why);
        Assert.Equal("5.5.5", await CodeAsync("holds", Directive(d => d["contact"] = new string('c', 140_000))));
        foreach (var scope in new[] { Many("rooms", 101, _ => Room), Many("users", 1001, i => $"ocip://acme.example/u/u{i}"), Many("events", 1001, _ => new string('A', 43)) })
            Assert.Equal(("refused", "5.5.5"), await AnswerAsync(Directive(d => d["scope"] = scope)));

        var directive = Directive(_ => { });
        Assert.Equal(("refused", "5.1.0"), await AnswerAsync(directive));
        Assert.Equal(("refused", "5.1.0"), await AnswerAsync(directive));
        var other = directive.DeepClone().AsObject();
        other["matter"] = "another";
        Assert.Equal("5.5.2", await CodeAsync("holds", other));
        Assert.Equal(("notFound", "5.5.4"), await AnswerAsync(new JsonObject { ["id"] = Guid.CreateVersion7().ToString("D"), ["action"] = "release", ["at"] = FakePeer.Ago(0) }));
        Assert.Equal("5.5.4", (await SendAsync("GET", $"holds/{Guid.CreateVersion7():D}", null)).Body.GetProperty("code").GetString());
        Assert.Equal("refused", (await SendAsync("GET", $"holds/{directive["id"]}", null)).Body.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Notices_AreAboutTheIssuersOwnEvents()
    {
        var name = Guid.CreateVersion7().ToString("N")[^8..];
        var acme = world.Two.Acme;
        var alice = await acme.PersonAsync("alice-" + name);
        var ours = (await alice.SayAsync(await Scene.RoomAsync(alice, await acme.PersonAsync("bert-" + name)), "ours")).Event!.Value.Value;
        Assert.Equal("5.1.0", await CodeAsync("subjects", Notice(n => n["events"] = new JsonArray(ours))));
        Assert.Equal("5.5.0", await CodeAsync("subjects", Notice(n => n["events"] = new JsonArray())));
        Assert.Equal("5.5.0", await CodeAsync("subjects", Notice(n => n["issuer"] = "globex.example")));
        Assert.Equal("5.5.0", await CodeAsync("subjects", Notice(n => n["kind"] = "access")));
        Assert.Equal("5.5.0", await CodeAsync("subjects", Notice(n => n["basis"] = new string('b', 129))));
        Assert.Equal("5.5.5", await CodeAsync("subjects", Notice(n => n["events"] = Many("events", 1001, _ => new string('A', 43))["events"]!.DeepClone())));
        var notice = Notice(_ => { });
        for (var i = 0; i < 2; i++)
        {
            var answer = await SendAsync("POST", "subjects", notice);
            Assert.Equal("notHeld", answer.Body.GetProperty("verdicts")[0].GetProperty("verdict").GetString());
        }
        notice["basis"] = "another";
        Assert.Equal("5.5.2", await CodeAsync("subjects", notice));
    }

    private static JsonObject Directive(Action<JsonObject> change)
    {
        var directive = new JsonObject
        {
            ["id"] = Guid.CreateVersion7().ToString("D"), ["action"] = "place", ["issuer"] = FakePeer.Name.Value, ["at"] = FakePeer.Ago(0), ["from"] = FakePeer.Ago(0),
            ["scope"] = new JsonObject { ["rooms"] = new JsonArray(Room) }, ["confidential"] = false, ["contact"] = "records@initech.example",
        };
        change(directive);
        return directive;
    }

    private static JsonObject Notice(Action<JsonObject> change)
    {
        var notice = new JsonObject
        {
            ["id"] = Guid.CreateVersion7().ToString("D"), ["issuer"] = FakePeer.Name.Value, ["at"] = FakePeer.Ago(0), ["kind"] = "erasure", ["events"] = new JsonArray(new string('A', 43)), ["basis"] = "EU GDPR 17(1)(b)",
        };
        change(notice);
        return notice;
    }

    private static JsonObject Many(string member, int count, Func<int, string> item) => new() { [member] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)item(i))]) };

    private async Task<string?> CodeAsync(string path, JsonObject body)
    {
        var (status, answer) = await SendAsync("POST", path, body);
        Assert.True(status >= 400, $"{status} {answer}");
        return answer.GetProperty("code").GetString();
    }

    private async Task<(string? Answer, string? Code)> AnswerAsync(JsonObject body)
    {
        var (status, answer) = await SendAsync("POST", "holds", body);
        Assert.True(status == 200, $"{status} {answer}");
        return (answer.GetProperty("answer").GetString(), answer.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(string method, string path, JsonObject? body)
    {
        var octets = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString());
        var answer = await FakePeer.SendAsync(world.Peer.Sign(method, Endpoint + path, octets), octets, world.Two.AcmePort, world.Two.Certificates);
        return (answer.Status, answer.Body);
    }
}
