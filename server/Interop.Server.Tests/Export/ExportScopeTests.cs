using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Preservation;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>Exports of what a query finds and of what the holds of a case keep (spec 08.15), under the rules of search and holds.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ExportScopeTests
{
    [Fact]
    public async Task Query_ExportsWhatASearchFinds_AlsoOverACrash_AndNothingThatCameLater()
    {
        await using var scene = await Scene.OpenAsync();
        using var packages = await Packages.OpenAsync(scene, "ivan", "investigator");
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var found = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            var said = await alice.SayAsync(room, i % 3 == 0 ? $"the merger of {i}" : $"lunch at {i}");
            if (i % 3 == 0)
                found.Add(said.Index!.Value);
        }
        var (view, path) = await packages.MakeAsync(new ExportScope { Query = "merger NOT lunch", Kinds = ["event"] }, Packages.AllFormats);
        Assert.Equal(found, await Packages.IndexesAsync(path));
        Assert.Equal(view.Records, packages.Good(path).Records);
        // Both count: what is found, in these parts of the log.
        var (_, part) = await packages.MakeAsync(new ExportScope { Query = "merger", Kinds = ["event"], Ranges = [new IndexRange(found[1], found[2])] });
        Assert.Equal(found[1..3], await Packages.IndexesAsync(part));
        packages.Good(part);

        // The set is found once: after a crash it is the same, whatever was said meanwhile.
        await scene.Server.RestartAsync("--fault", $"{FaultPoints.ExportSegment}:4");
        var id = (await packages.Office.Archive.ExportAsync(new ExportRequest("a crash", [], new ExportScope { Query = "merger", Kinds = ["event"] }))).Id;
        Assert.True(await scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        await scene.Server.RestartAsync();
        await alice.SayAsync(room, "another merger");
        var ended = await packages.UntilEndedAsync(id);
        Assert.Equal("done", ended.State);
        var after = await packages.FetchAsync(ended);
        Assert.Equal(found, await Packages.IndexesAsync(after));
        packages.Good(after);
    }

    [Fact]
    public async Task Query_ThatIsNotUnderstood_IsRefused_AndNothingIsFoundThatTheRoleMayNotFind()
    {
        await using var scene = await Scene.OpenAsync();
        using var packages = await Packages.OpenAsync(scene, "ivan", "investigator");
        foreach (var wrong in new[] { "(merger", "NEAR/5", "" })
            Assert.Equal("5.5.0", await CodeAsync(packages, new ExportScope { Query = wrong }));
        using var dana = await Officer.HireAsync(scene, "dana", "records");
        var (alice, bob, _) = await scene.ThreeAsync();
        await alice.SayAsync(await Scene.RoomAsync(alice, bob), "zebra");
        await dana.GetAsync("search?q=zebra");
        await dana.HoldAsync(new JsonObject { ["users"] = new JsonArray(alice.User.Value) }, hold => hold["why"] = "about a zebra");
        var (_, path) = await packages.MakeAsync(new ExportScope { Query = "zebra OR search OR dana" });
        Assert.DoesNotContain(await Packages.KindsAsync(path), kind => kind is "hold" or "access");
        packages.Good(path);
    }

    [Fact]
    public async Task Case_ExportsWhatItsHoldsKeep_AndConfidentialOnesForThoseWhoKeepRecords()
    {
        await using var scene = await Scene.OpenAsync();
        using var ivan = await Packages.OpenAsync(scene, "ivan", "investigator");
        using var records = await Packages.OpenAsync(scene, "rita", "records");
        using var examiner = await Packages.OpenAsync(scene, "olga", "examiner");
        using var dana = await Officer.HireAsync(scene, "dana", "records");
        var (alice, bob, carol) = await scene.ThreeAsync();
        var (first, second, third) = (await Scene.RoomAsync(alice, bob), await Scene.RoomAsync(alice, carol), await Scene.RoomAsync(bob, carol));
        var said = new List<long>();
        foreach (var room in new[] { first, second, third })
            said.Add((await (room == third ? bob : alice).SayAsync(room, "words")).Index!.Value);
        var hold = await dana.HoldAsync(new JsonObject { ["rooms"] = new JsonArray(first.Value) });
        var named = hold.GetProperty("case").GetString()!;
        await dana.PostAsync("holds", new JsonObject { ["case"] = named, ["scope"] = new JsonObject { ["rooms"] = new JsonArray(second.Value) }, ["why"] = "Secret.", ["confidential"] = true });
        var scope = new ExportScope { Case = named, Kinds = ["event"] };
        var (_, open) = await ivan.MakeAsync(scope);
        var (_, all) = await records.MakeAsync(scope, "csv");
        var (seen, whole) = (await Packages.IndexesAsync(open), await Packages.IndexesAsync(all));
        Assert.Equal([true, false, false], said.Select(seen.Contains));
        Assert.Equal([true, true, false], said.Select(whole.Contains));
        ivan.Good(open);
        records.Good(all);
        Assert.Equal("5.1.0", await CodeAsync(examiner, scope));
        Assert.Equal("5.5.4", await CodeAsync(records, new ExportScope { Case = Guid.Empty.ToString("D") }));
        // What is released is kept no longer.
        await dana.PostAsync($"holds/{hold.GetProperty("hold").GetString()}/release", new JsonObject { ["why"] = "Settled." });
        var (_, none) = await ivan.MakeAsync(scope);
        Assert.Empty(await Packages.IndexesAsync(none));
        ivan.Good(none);
    }

    private static async Task<string> CodeAsync(Packages packages, ExportScope scope) =>
        (await Assert.ThrowsAsync<OcipProblemException>(() => packages.Office.Archive.ExportAsync(new ExportRequest("an examination", [], scope)))).Problem.Code;
}
