using System.Text.Json.Nodes;
using Interop.Cli.Verification;
using Interop.Server.Preservation;
using Interop.Server.Tests.EndToEnd;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.Preservation;

/// <summary>Cases and holds of one organisation, over the published API (spec 9.6), and what others are not told of them.</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class HoldStories(HoldServer server) : IClassFixture<HoldServer>
{
    private readonly string suffix = server.Suffix();

    private Scene Scene => server.Scene;

    [Fact]
    public async Task Hold_KeepsWhatIsThereAndWhatComes_UntilTheLastIsReleased()
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        var (alice, bob, carol) = await Scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        var before = await alice.SayAsync(room, "before the hold");
        var hold = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) });
        Assert.Equal("placed", hold.GetProperty("state").GetString());
        var also = await dana.HoldAsync(new JsonObject { ["users"] = new JsonArray(bob.User.Value) });
        // Whatever people do, nothing of it is ended (RET-9.18), and they learn nothing of a hold.
        var said = await alice.SayAsync(room, "after the hold");
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Edit(room, said.Event!.Value, "changed"))).Code);
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Retraction(room, before.Event!.Value))).Code);
        Assert.Equal("2.0.0", (await bob.SubmitAsync(Actor.Membership(room, bob.User, "leave"))).Code);
        var afterwards = await alice.SayAsync(room, "without bob");
        long[] leaves = [before.Index!.Value, said.Index!.Value, afterwards.Index!.Value];
        Assert.Equal(leaves, Kept(leaves));
        foreach (var leaf in leaves)
            Assert.NotNull((await Scene.Office.Archive.RecordAsync(leaf)).Body);

        Assert.Equal("5.5.0", await dana.CodeAsync($"holds/{Id(hold)}/release", new JsonObject { ["why"] = "" }));
        var released = await dana.PostAsync($"holds/{Id(hold)}/release", new JsonObject { ["why"] = "The matter is settled." });
        Assert.Equal(("released", "dana" + suffix, "The matter is settled."), (Text(released, "state"), Text(released, "releasedBy"), Text(released, "releasedWhy")));
        // The other hold keeps what was said while bob was there.
        Assert.Equal(leaves[..2], Kept(leaves));
        await dana.PostAsync($"holds/{Id(also)}/release", new JsonObject { ["why"] = "Settled." });
        Assert.Empty(Kept(leaves));
        Assert.NotNull((await Scene.Office.Archive.RecordAsync(leaves[0])).Body);
        Assert.Equal(["placed", "released"], (await RecordsAsync(dana, Id(hold))).Select(r => Text(r, "what")));
    }

    [Fact]
    public async Task RecordsOfHolds_AreLeafHashesToOthers_AndTheLogStillVerifies()
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        using var ivan = await Officer.HireAsync(Scene, "ivan" + suffix, "investigator");
        var alice = await Scene.PersonAsync("alice" + suffix);
        var room = await Scene.RoomAsync(alice, await Scene.PersonAsync("bob" + suffix));
        var hold = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) });
        var index = hold.GetProperty("record").GetInt64();
        Assert.Equal("hold", (await dana.GetAsync($"records/{index}")).GetProperty("record").GetProperty("kind").GetString());
        foreach (var seen in new[] { (await ivan.GetAsync($"records/{index}")).GetRawText(), System.Text.Json.JsonSerializer.Serialize(await Scene.Office.Archive.RecordAsync(index), Interop.Protocol.OcipJson.Default.ArchiveRecord) })
        {
            var given = JsonNode.Parse(seen)!.AsObject();
            Assert.Equal(["index", "leafHash"], given.Select(m => m.Key));
        }
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var record in Scene.Office.Archive.JournalAsync(index - 1, stop.Token))
        {
            Assert.Equal((index, false), (record.Index, record.LeafHash is null));
            break;
        }
        await Scene.AuditAsync();
        var inclusion = await Scene.Office.Archive.InclusionAsync(index, index + 1);
        Assert.Equal(inclusion.LeafHash, (await Scene.Office.Archive.RecordAsync(index)).LeafHash);
        // The command line lists them too, as what they are.
        Assert.Equal(0, await Cli.Commands.RunAsync(["archive", "list", "--after", $"{index - 1}", "--server", Scene.Server.Address.ToString(), "--token", Scene.AdminToken]));
        using var folder = new DataFolder(Scene.Server.Data);
        Assert.True(new ArchiveVerifier(folder, new PinnedKeys(Scene.Keys.Keys, isPinned: true), null).Run(null, stop.Token) is { Fault: null, Unknown: 0 });
    }

    [Fact]
    public async Task ConfidentialHolds_AreShownToRolesThatKeepRecordsOnly()
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        using var ivan = await Officer.HireAsync(Scene, "ivan" + suffix, "investigator");
        using var petra = await Officer.HireAsync(Scene, "petra" + suffix, "privacy");
        var alice = await Scene.PersonAsync("alice" + suffix);
        var room = await Scene.RoomAsync(alice, await Scene.PersonAsync("bob" + suffix));
        var hold = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room.Value) }, request => request["confidential"] = true);
        Assert.Equal("5.5.4", await ivan.CodeAsync($"holds/{Id(hold)}"));
        Assert.Equal("5.5.4", await ivan.CodeAsync($"holds/{Id(hold)}/proofs"));
        Assert.Equal("5.5.4", await ivan.CodeAsync($"holds/{Id(hold)}/release", new JsonObject { ["why"] = "mine" }));
        Assert.DoesNotContain(Id(hold), (await ivan.GetAsync("holds")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal((0, 1), (await CountAsync(ivan, hold), await CountAsync(dana, hold)));
        Assert.Equal("5.1.0", await ivan.CodeAsync("holds", Request(hold, room.Value, true)));
        Assert.Contains(Id(hold), (await dana.GetAsync("holds")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal("5.1.0", await petra.CodeAsync("holds"));
        // What records of reading say does not name it either.
        await dana.GetAsync($"holds/{Id(hold)}");
        Assert.DoesNotContain((await Scene.AuditAsync()).OfKind("access"), r => System.Text.Json.JsonSerializer.Serialize(r.Body!.Content).Contains(Id(hold), StringComparison.Ordinal));
    }

    [Fact]
    public async Task SameRequestAgain_IsTheSameHold_AndWhatIsWrongIsNamed()
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        var alice = await Scene.PersonAsync("alice" + suffix);
        var room = (await Scene.RoomAsync(alice, await Scene.PersonAsync("bob" + suffix))).Value;
        var id = Guid.CreateVersion7().ToString("D");
        var hold = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(room) }, request => request["id"] = id);
        JsonObject Again(Action<JsonObject>? change = null)
        {
            var request = Request(hold, room, false);
            request["id"] = id;
            change?.Invoke(request);
            return request;
        }
        Assert.Equal(hold.GetProperty("record").GetInt64(), (await dana.PostAsync("holds", Again())).GetProperty("record").GetInt64());
        Assert.Equal("5.5.2", await dana.CodeAsync("holds", Again(r => r["why"] = "Another reason.")));
        void New(JsonObject r) => r.Remove("id");
        Assert.Equal("5.5.0", await dana.CodeAsync("holds", Again(r => { New(r); r["scope"] = new JsonObject { ["after"] = "2026-01-01T00:00:00.000Z" }; })));
        Assert.Equal("5.5.0", await dana.CodeAsync("holds", Again(r => { New(r); r["scope"] = new JsonObject { ["rooms"] = new JsonArray() }; })));
        Assert.Equal("5.5.5", await dana.CodeAsync("holds", Again(r => { New(r); r["scope"] = new JsonObject { ["rooms"] = Many(101, i => room) }; })));
        Assert.Equal("5.5.5", await dana.CodeAsync("holds", Again(r => { New(r); r["scope"] = new JsonObject { ["users"] = Many(1001, i => $"ocip://acme.example/u/u{i}") }; })));
        Assert.Equal("5.5.5", await dana.CodeAsync("holds", Again(r => { New(r); r["scope"] = new JsonObject { ["events"] = Many(1001, i => new string('A', 43)) }; })));
        Assert.Equal("5.5.4", await dana.CodeAsync("holds", Again(r => { New(r); r["case"] = id; })));
        Assert.Equal("5.5.0", await dana.CodeAsync("holds", Again(r => { New(r); r["review"] = "tomorrow"; })));
        Assert.Equal("5.5.2", await dana.CodeAsync($"cases/{Text(hold, "case")}", null, HttpMethod.Delete));
        await dana.PostAsync($"holds/{id}/release", new JsonObject { ["why"] = "Settled." });
        Assert.Equal("released", Text(await dana.PostAsync("holds", Again()), "state"));
    }

    private static JsonArray Many(int count, Func<int, string> item) => new([.. Enumerable.Range(0, count).Select(i => (JsonNode)item(i))]);

    private static JsonObject Request(System.Text.Json.JsonElement hold, string room, bool confidential) => new()
    {
        ["case"] = Text(hold, "case"), ["scope"] = new JsonObject { ["rooms"] = new JsonArray(room) }, ["why"] = "Litigation is expected.", ["confidential"] = confidential,
    };

    private IEnumerable<long> Kept(long[] leaves)
    {
        using var store = new SqliteConnection($"Data Source={Path.Combine(Scene.Server.Data, "ocip.db")};Mode=ReadOnly;Pooling=False");
        store.Open();
        return LegalHolds.Kept(store, leaves).Order();
    }

    private static async Task<IEnumerable<System.Text.Json.JsonElement>> RecordsAsync(Officer officer, string hold) =>
        (await officer.GetAsync("records?limit=500")).GetProperty("records").EnumerateArray().Select(r => r.GetProperty("record"))
            .Where(r => r.TryGetProperty("hold", out var id) && id.GetString() == hold && Text(r, "what") != "preserved").ToArray();

    private static async Task<int> CountAsync(Officer officer, System.Text.Json.JsonElement hold) =>
        (await officer.GetAsync("cases")).EnumerateArray().Single(c => Text(c, "case") == Text(hold, "case")).GetProperty("holds").GetInt32();

    private static string Id(System.Text.Json.JsonElement hold) => Text(hold, "hold");

    private static string Text(System.Text.Json.JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
