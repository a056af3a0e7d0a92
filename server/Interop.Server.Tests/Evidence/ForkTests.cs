using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Specification;
using Interop.Server.Tests.Tidy;
using Xunit;

namespace Interop.Server.Tests.Evidence;

/// <summary>A hub that tells two stories: found out by those whom it told them, recorded so that others believe it, and not listened to any more.</summary>
[Collection(EvidenceWorldTests.Name)]
public sealed class ForkTests(EvidenceWorld world)
{
    private Scene Acme => world.Two.Acme;

    private Scene Globex => world.Two.Globex;

    [Fact]
    public async Task TwoStories_AreFoundOut_ByTheHeadsThatFollowersExchange()
    {
        var (hub, alice, _) = await FollowedByBothAsync("two");
        var first = hub.Say("we sell at 100");
        var other = hub.SayInstead("we sell at 900");
        Assert.Equal("2.0.0", ToldHub.CodeOf(await hub.TellAsync(Acme, first)));
        Assert.Equal("2.0.0", ToldHub.CodeOf(await hub.TellAsync(Globex, other)));

        foreach (var scene in new[] { Acme, Globex })
        {
            var fork = await ForkOfAsync(scene, hub);
            Assert.Equal((4, "initech.example"), (fork.GetProperty("seq").GetInt64(), fork.GetProperty("provider").GetString()));
            var report = world.Verify(scene);
            Assert.Null(report.Fault);
            Assert.True(report.Forks >= 1);
        }
        // The hub is not listened to any more, and nobody speaks into the room.
        var next = hub.Say("and so on");
        Assert.Equal("5.5.6", ToldHub.CodeOf(await hub.TellAsync(Acme, next)));
        Assert.Equal("5.5.6", (await alice.SayAsync(hub.Room, "what?")).Code);
    }

    [Fact]
    public async Task EntryThatContradictsTheChain_IsRefused_AndTheEvidenceRecorded()
    {
        var (hub, _, _) = await FollowedByBothAsync("place");
        var first = hub.Say("yes");
        var other = hub.SayInstead("no");
        await hub.TellAsync(Acme, first);

        Assert.Equal("5.5.6", ToldHub.CodeOf(await hub.TellAsync(Acme, other)));

        var record = await RecordAsync(Acme, await ForkOfAsync(Acme, hub));
        Assert.Equal(first.Id.Value, record.GetProperty("ours").GetProperty("event").GetString());
        Assert.Equal(other.Id.Value, record.GetProperty("theirs").GetProperty("event").GetString());
        Assert.Equal("initech.example", record.GetProperty("shownBy").GetString());
        RecordedExamples.Write("ForkRecord.json", record.GetRawText());
        RecordedExamples.Write("ArchiveRecord.fork.json", $$"""{"index":{{record.GetProperty("index").GetInt64()}},"record":{{record.GetRawText()}}}""");
        Findings.None(await SpecTool.FindAsync([new SpecTool.Case("fork", "ForkRecord", JsonNode.Parse(record.GetRawText())).Line()]));
        Assert.Null(world.Verify(Acme).Fault);
    }

    [Fact]
    public async Task NextEntryThatNamesAnother_IsRefused_AndTheEvidenceRecorded()
    {
        var (hub, _, _) = await FollowedByBothAsync("next");
        var hidden = hub.SayInstead("what nobody here has seen");
        await hub.TellAsync(Acme, hub.Say("what is seen"));
        hub.Entries[^1] = hidden;

        Assert.Equal("5.5.6", ToldHub.CodeOf(await hub.TellAsync(Acme, hub.Say("after the hidden one"))));

        Assert.Equal(5, (await ForkOfAsync(Acme, hub)).GetProperty("seq").GetInt64());
        Assert.Null(world.Verify(Acme).Fault);
    }

    [Fact]
    public async Task HeadThatDiffers_IsAnsweredWithOurSignedEntry_OneThatTheHubHasNotSigned_IsRefused()
    {
        var (hub, _, _) = await FollowedByBothAsync("heads");
        var first = hub.Say("one");
        var other = hub.SayInstead("other");
        await hub.TellAsync(Acme, first);

        var same = await ShowAsync(hub, first);
        Assert.Equal((200, 0), (same.Status, same.Body.GetProperty("heads").GetArrayLength()));
        var forged = await hub.PostAsync(Acme, "heads",
            JsonSerializer.SerializeToUtf8Bytes(new HeadExchange([first.Batches[1]], [other.ToHead(0)]), OcipJson.Default.HeadExchange));
        Assert.Equal((401, "5.5.1"), (forged.Status, forged.Body.GetProperty("code").GetString()));
        Assert.Equal((400, "5.5.0"), await CodeAsync(hub, new HeadExchange([], [])));
        Assert.Equal((400, "5.5.0"), await CodeAsync(hub, new HeadExchange([], [other.ToHead(7)])));
        Assert.DoesNotContain(await EvidenceWorld.ForksAsync(Acme), f => IsOf(f, hub));

        var differs = await ShowAsync(hub, other);
        var ours = differs.Body.GetProperty("heads")[0];
        Assert.Equal(first.Id.Value, ours.GetProperty("event").GetString());
        Assert.Single(await EvidenceWorld.ForksAsync(Acme), f => IsOf(f, hub));
        await ShowAsync(hub, other);
        Assert.Single(await EvidenceWorld.ForksAsync(Acme), f => IsOf(f, hub));
    }

    [Fact]
    public async Task LaterHead_MakesAFollowerFetchWhatItLacks()
    {
        var (hub, _, _) = await FollowedByBothAsync("later");
        var lacking = hub.Say("what did not arrive");
        hub.On("events", _ => (200, JsonSerializer.SerializeToUtf8Bytes(new Backfill(lacking.Batches, [lacking.ToEvent(0)], 4), OcipJson.Default.Backfill)));

        Assert.Equal(0, (await ShowAsync(hub, lacking)).Body.GetProperty("heads").GetArrayLength());

        var archived = await EvidenceWorld.UntilAsync(() => Acme.AuditAsync(), audit => audit.Texts.Contains("what did not arrive"));
        Assert.Contains("what did not arrive", archived.Texts);
    }

    [Fact]
    public async Task ClaimInATransaction_ThatDiffers_LeadsToTheSignedEntries()
    {
        var (hub, _, _) = await FollowedByBothAsync("claim");
        var first = hub.Say("one");
        var other = hub.SayInstead("other");
        hub.On("heads", _ => (200, JsonSerializer.SerializeToUtf8Bytes(new HeadExchange([other.Batches[1]], [other.ToHead(0)]), OcipJson.Default.HeadExchange)));
        await hub.TellAsync(Acme, first);

        await hub.TellAsync(Acme, [new RoomHeadClaim(hub.Room, 4, other.Hash)], hub.Say("two"));

        Assert.Equal(4, (await ForkOfAsync(Acme, hub)).GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task Administrator_DecidesForOurs_AndTheRoomGoesOn()
    {
        var (hub, alice, _) = await FollowedByBothAsync("ours");
        var first = hub.Say("one");
        await hub.TellAsync(Acme, first);
        await ShowAsync(hub, hub.SayInstead("other"));
        var fork = (await ForkOfAsync(Acme, hub)).GetProperty("index").GetInt64();

        Assert.Equal(400, (await DecideAsync(fork, "both")).Status);
        Assert.Equal(404, (await DecideAsync(fork + 1, "ours")).Status);
        Assert.Equal(204, (await DecideAsync(fork, "ours")).Status);
        Assert.Equal(404, (await DecideAsync(fork, "ours")).Status);

        Assert.Equal("2.0.0", ToldHub.CodeOf(await hub.TellAsync(Acme, hub.Say("on we go"))));
        Assert.Null(world.Verify(Acme).Fault);
        Assert.NotNull(alice);
    }

    [Fact]
    public async Task Administrator_DecidesForTheirs_AndANewCopyBegins()
    {
        var (hub, _, _) = await FollowedByBothAsync("theirs");
        var other = hub.SayInstead("what the hub goes on with");
        await hub.TellAsync(Acme, hub.Say("one"));
        hub.Entries[^1] = other;
        await ShowAsync(hub, other);
        var fork = (await ForkOfAsync(Acme, hub)).GetProperty("index").GetInt64();
        hub.On("events", _ => (200, JsonSerializer.SerializeToUtf8Bytes(new Backfill([], [], hub.Entries.Count), OcipJson.Default.Backfill)));

        Assert.Equal(204, (await DecideAsync(fork, "theirs")).Status);

        Assert.Equal("2.0.0", ToldHub.CodeOf(await hub.TellAsync(Acme, hub.Say("theirs it is"))));
        Assert.Null(world.Verify(Acme).Fault);
    }

    private static bool IsOf(JsonElement fork, ToldHub hub) => fork.TryGetProperty("room", out var room) && room.GetString() == hub.Room.Value;

    private static async Task<JsonElement> ForkOfAsync(Scene scene, ToldHub hub)
    {
        var forks = await EvidenceWorld.UntilAsync(() => EvidenceWorld.ForksAsync(scene), all => all.Any(f => IsOf(f, hub)));
        Assert.True(forks.Any(f => IsOf(f, hub)), scene.Server.Output);
        return forks.Single(f => IsOf(f, hub));
    }

    private static async Task<JsonElement> RecordAsync(Scene scene, JsonElement fork) => (await scene.Office.Archive.RecordAsync(fork.GetProperty("index").GetInt64())).Record;

    private Task<(int Status, JsonElement Body)> DecideAsync(long fork, string accept) =>
        EvidenceWorld.AdminAsync(Acme, HttpMethod.Post, $"admin/forks/{fork}", JsonSerializer.SerializeToUtf8Bytes(new ForkDecision(accept), OcipJson.Default.ForkDecision));

    private Task<(int Status, JsonElement Body)> ShowAsync(ToldHub hub, PlacedEvent shown) => hub.PostAsync(
        Acme, "heads", JsonSerializer.SerializeToUtf8Bytes(new HeadExchange([shown.Batches[1]], [shown.ToHead(0)]), OcipJson.Default.HeadExchange));

    private async Task<(int Status, string? Code)> CodeAsync(ToldHub hub, HeadExchange shown)
    {
        var answer = await hub.PostAsync(Acme, "heads", JsonSerializer.SerializeToUtf8Bytes(shown, OcipJson.Default.HeadExchange));
        return (answer.Status, answer.Body.GetProperty("code").GetString());
    }

    /// <summary>A room of the told hub in which one person of each of the two providers is; three entries.</summary>
    private async Task<(ToldHub Hub, Actor Alice, Actor Bob)> FollowedByBothAsync(string name)
    {
        var hub = new ToldHub(world.Peer, world.Two);
        await world.RefreshAsync();
        var (alice, bob) = (await Acme.PersonAsync($"alice-{name}"), await Globex.PersonAsync($"bob-{name}"));
        hub.Join(hub.Ida);
        var (first, second) = (hub.Join(alice.User), hub.Join(bob.User));
        Assert.Equal(["2.0.0", "2.0.0"], await CodesAsync(hub, Acme, first, second));
        Assert.Equal(["2.0.0"], await CodesAsync(hub, Globex, second));
        return (hub, alice, bob);
    }

    private static async Task<string[]> CodesAsync(ToldHub hub, Scene scene, params PlacedEvent[] events)
    {
        var answer = await hub.TellAsync(scene, events);
        return [.. events.Select((_, n) => ToldHub.CodeOf(answer, n))];
    }
}
