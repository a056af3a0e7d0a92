using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Preservation;
using Xunit;

namespace Interop.Server.Tests.Subjects;

/// <summary>Requests of people about their own records (spec 9.9): what they get, what is ended, what a hold keeps, and what is left of a name.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class SubjectStories(HoldServer server) : IClassFixture<HoldServer>
{
    private readonly string suffix = server.Suffix();

    private Scene Scene => server.Scene;

    [Fact]
    public async Task Erasure_EndsWhatNothingKeeps_AndTheRestWhenItsHoldIsReleased_AndTheNameWithIt()
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        using var petra = await Officer.HireAsync(Scene, "petra" + suffix, "privacy");
        using var rita = await Officer.HireAsync(Scene, "rita" + suffix, "privacy");
        var alice = await Scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.OpenAsync(Scene, "net" + suffix);
        var account = $"bob{suffix}@partner.example";
        var bob = await bridge.ContactAsync(account, displayName: "Robert Unforgettable" + suffix);
        var (room, other) = (await bridge.DirectAsync(bob.User, alice.User), (await alice.Client.CreateRoomAsync(new("group", [bob.User], "Elsewhere"))).Room);
        await bridge.TellAsync(room, bob.User);
        var held = (await bridge.SayAsync(room, bob, "kept for the court" + suffix)).Index!.Value;
        var free = (await bridge.SayAsync(other, bob, "not for ever" + suffix)).Index!.Value;
        var hers = (await alice.SayAsync(other, "answered by alice")).Index!.Value;
        var hold = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) }, r => r["confidential"] = true);

        Assert.Equal("5.5.4", await petra.CodeAsync("subjects", Ask("erasure", bridge.Network, "nobody@partner.example")));
        Assert.Equal("5.1.0", await dana.CodeAsync("subjects", Ask("erasure", bridge.Network, account)));
        var asked = await petra.PostAsync("subjects", Ask("erasure", bridge.Network, account));
        var id = Text(asked, "request");
        Assert.Equal("waiting", Text(asked, "state"));
        Assert.Equal("Robert Unforgettable" + suffix, Text(Assert.Single(asked.GetProperty("people").EnumerateArray()), "displayName"));
        Assert.Contains("legal claims", asked.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Text(hold, "hold"), asked.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("5.1.0", await petra.CodeAsync($"subjects/{id}/approval", method: HttpMethod.Post));
        Assert.NotNull((await RecordAsync(free)).Body);
        await rita.PostAsync($"subjects/{id}/approval", []);

        var kept = await UntilAsync(petra, id, "kept");
        var verdicts = kept.GetProperty("verdicts").EnumerateArray().ToArray();
        Assert.Contains(verdicts, v => Text(v, "verdict") == "kept" && Text(v, "basis") == "legal claims" && !v.TryGetProperty("until", out _) && Text(v, "article") == "EU GDPR 17(3)(e)");
        Assert.Contains(verdicts, v => Text(v, "verdict") == "erased" && Guid.TryParse(Text(v, "certificate"), out _));
        Assert.Equal((null, "erased"), ((await RecordAsync(free)).Body, (await RecordAsync(free)).BodyAbsent));
        Assert.NotNull((await RecordAsync(held)).Body);
        Assert.NotNull((await RecordAsync(hers)).Body);
        // Nothing but a release lets it end, and the release itself ends nothing that nobody asked for (RET-9.19, RET-9.20).
        await dana.PostAsync($"holds/{Text(hold, "hold")}/release", new JsonObject { ["why"] = "Settled." });
        Assert.False((await UntilAsync(petra, id, "done")).TryGetProperty("people", out _));
        Assert.Equal("erased", (await RecordAsync(held)).BodyAbsent);
        var last = (await alice.Client.RoomAsync(room)).Last!;
        Assert.Equal(("erased", null), (last.Kind, last.Text));
        Assert.NotNull((await RecordAsync(hers)).Body);
        Assert.Equal(bob.User.Local, (await bridge.UserAsync(bob.User.Local)).DisplayName);
        Assert.Equal("5.5.4", await petra.CodeAsync("subjects", Ask("access", bridge.Network, account)));
        foreach (var gone in new[] { account, "Robert Unforgettable" + suffix, "kept for the court" + suffix, "not for ever" + suffix })
            AssertNowhere(gone);
        await Scene.AuditAsync();
    }

    [Fact]
    public async Task Access_GivesWhatThePersonWroteAndGot_AndNothingOfOthers()
    {
        using var petra = await Officer.HireAsync(Scene, "petra" + suffix, "privacy");
        var (alice, bob, carol) = await Scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        await Scene.CloseAsync(carol);
        var got = (await alice.SayAsync(room, "delivered to bob")).Index!.Value;
        var own = (await bob.SayAsync(room, "written by bob")).Index!.Value;
        await bob.SubmitAsync(Actor.Membership(room, bob.User, "leave"));
        var after = (await alice.SayAsync(room, "said when bob had gone")).Index!.Value;
        var asked = await petra.PostAsync("subjects", new JsonObject { ["kind"] = "access", ["basis"] = "EU GDPR 15", ["user"] = bob.User.Value });
        Assert.Equal("done", Text(asked, "state"));
        var lines = (await TextAsync(petra, $"subjects/{Text(asked, "request")}/records")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToDictionary(l => l.GetProperty("index").GetInt64());
        Assert.Contains(got, lines.Keys);
        Assert.Contains(own, lines.Keys);
        Assert.DoesNotContain(after, lines.Keys);
        // That carol's copy is held is her affair.
        Assert.DoesNotContain(carol.User.Value, lines[got].GetProperty("record").GetProperty("decision").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(lines.Values, l => l.GetProperty("record").GetProperty("kind").GetString() is "hold" or "access" or "policy");
        Assert.NotNull((await RecordAsync(after)).Body);
    }

    [Fact]
    public async Task Objection_EndsSealedWords_UnlessAHoldKeepsThem()
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        using var petra = await Officer.HireAsync(Scene, "petra" + suffix, "privacy");
        var alice = await Scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.OpenAsync(Scene, "net" + suffix);
        var bob = await bridge.ContactAsync($"bob{suffix}@partner.example");
        var room = await bridge.DirectAsync(bob.User, alice.User);
        var said = (await bridge.SayAsync(room, bob, "before the notice" + suffix)).Index!.Value;
        Assert.Equal("sealed", (await RecordAsync(said)).BodyAbsent);
        var hold = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) });
        var asked = await petra.PostAsync("subjects", new JsonObject { ["kind"] = "objection", ["basis"] = "EU GDPR 21", ["user"] = bob.User.Value });
        await UntilAsync(petra, Text(asked, "request"), "kept");
        Assert.Equal("sealed", (await RecordAsync(said)).BodyAbsent);
        await dana.PostAsync($"holds/{Text(hold, "hold")}/release", new JsonObject { ["why"] = "Settled." });
        await UntilAsync(petra, Text(asked, "request"), "done");
        Assert.Equal("erased", (await RecordAsync(said)).BodyAbsent);
        AssertNowhere("before the notice" + suffix);
    }

    private static JsonObject Ask(string kind, string network, string account) => new() { ["kind"] = kind, ["basis"] = "EU GDPR 17(1)(b)", ["network"] = network, ["account"] = account };

    private Task<Protocol.ArchiveApi.ArchiveRecord> RecordAsync(long index) => Scene.Office.Archive.RecordAsync(index);

    private static async Task<JsonElement> UntilAsync(Officer officer, string id, string state)
    {
        for (var i = 0; i < 300; i++)
        {
            var now = await officer.GetAsync($"subjects/{id}");
            if (Text(now, "state") == state)
                return now;
            await Pause.Ms(100);
        }
        throw new TimeoutException($"the request did not become {state}: {await officer.GetAsync($"subjects/{id}")}");
    }

    private async Task<string> TextAsync(Officer officer, string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Scene.Server.Address, "ocip/v1/archive/") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", officer.Token);
        return await http.GetStringAsync(path);
    }

    private void AssertNowhere(string text) => Assert.Empty(RawFiles.With(Scene.Server.Data, text));

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
