using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Server.Storage;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Preservation;

/// <summary>Holds and erasures in a server that dies, or whose disk fails, at their durable steps: all of it, or nothing.</summary>
[Collection(SeveralServersTests.Name)]
public sealed class HoldFaultTests(HoldServer server) : IClassFixture<HoldServer>
{
    private readonly string suffix = server.Suffix();

    private Scene Scene => server.Scene;

    [Theory]
    [InlineData(FaultPoints.HoldPlaceBefore, FaultPoints.HoldReleaseBefore)]
    [InlineData(FaultPoints.HoldPlaceAfter, FaultPoints.HoldReleaseAfter)]
    [InlineData(FaultPoints.CommitError, null)]
    public async Task PlacingAndReleasing_AreWholeOrNothing_AndRepeatedAreTheSame(string point, string? release)
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        var alice = await Scene.PersonAsync("alice" + suffix);
        var room = await Scene.RoomAsync(alice, await Scene.PersonAsync("bob" + suffix));
        var opened = await dana.PostAsync("cases", new JsonObject { ["name"] = "Doe v. Acme" });
        var request = new JsonObject
        {
            ["id"] = Guid.CreateVersion7().ToString("D"), ["case"] = opened.GetProperty("case").GetString(), ["scope"] = new JsonObject { ["rooms"] = new JsonArray(room.Value), ["query"] = "merger" }, ["why"] = "Litigation is expected.",
        };
        await Scene.Server.KillAsync();
        await Scene.Server.StartAsync("--fault", point);
        if (point == FaultPoints.CommitError)
            Assert.Equal("4.1.0", await dana.CodeAsync("holds", request));
        else
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => dana.PostAsync("holds", request));
        Assert.Equal(point != FaultPoints.CommitError, Scene.Server.HasExited || (point != FaultPoints.CommitError && await Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60))));
        await Scene.Server.RestartAsync(release is null ? [] : ["--fault", release]);
        Assert.Equal("placed", (await dana.PostAsync("holds", request)).GetProperty("state").GetString());
        var id = request["id"]!.GetValue<string>();
        Assert.Single((await dana.GetAsync("holds")).EnumerateArray(), h => h.GetProperty("hold").GetString() == id);
        Assert.Single(await RecordsAsync(dana, r => r.TryGetProperty("hold", out var hold) && hold.GetString() == id && r.GetProperty("what").GetString() == "placed"));
        // The text index decides what the query keeps.
        var said = (await alice.SayAsync(room, "about the merger")).Index!.Value;
        // Of a hold that was there at the start the proof of the day comes at once; the others' come with the next look.
        if (point == FaultPoints.HoldPlaceAfter)
            await ProvedAsync(dana, id);
        if (release is not null)
            await ReleasedAsync(dana, id, said, release);
        Assert.NotNull((await Scene.Office.Archive.RecordAsync(said)).Body);
        await Scene.AuditAsync();
    }

    /// <summary>The server dies at this point of a release; what was kept stays, whichever it was.</summary>
    private async Task ReleasedAsync(Officer dana, string id, long said, string point)
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => dana.PostAsync($"holds/{id}/release", new JsonObject { ["why"] = "Settled." }));
        Assert.True(await Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(20)), point);
        await Scene.Server.RestartAsync();
        var isReleased = point == FaultPoints.HoldReleaseAfter;
        Assert.Equal(isReleased ? "released" : "placed", (await dana.GetAsync($"holds/{id}")).GetProperty("state").GetString());
        Assert.Equal(isReleased ? 0 : 1, (await dana.GetAsync($"records/{said}/retention")).GetProperty("holds").GetInt32());
        Assert.Equal("released", (await dana.PostAsync($"holds/{id}/release", new JsonObject { ["why"] = "Settled." })).GetProperty("state").GetString());
        Assert.Single(await RecordsAsync(dana, r => r.TryGetProperty("hold", out var hold) && hold.GetString() == id && r.GetProperty("what").GetString() == "released"));
    }

    private static async Task ProvedAsync(Officer dana, string id)
    {
        for (var i = 0; i < 1200 && !(await dana.GetAsync($"holds/{id}")).TryGetProperty("preserved", out _); i++)
            await Pause.Ms(100);
        var proof = (await dana.GetAsync($"holds/{id}/proofs"))[0];
        Assert.Equal(0, proof.GetProperty("missing").GetInt64());
        Assert.Equal(proof.GetProperty("root").GetString(), (await RecordsAsync(dana, r => r.GetProperty("index").GetInt64() == proof.GetProperty("record").GetInt64())).Single().GetProperty("root").GetString());
    }

    [Fact]
    public async Task Erasure_IsCompletedAfterADeath_AndAMinimumKeepsWhatItMust()
    {
        using var dana = await Officer.HireAsync(Scene, "dana" + suffix, "records");
        using var petra = await Officer.HireAsync(Scene, "petra" + suffix, "privacy");
        using var rita = await Officer.HireAsync(Scene, "rita" + suffix, "privacy");
        var alice = await Scene.PersonAsync("alice" + suffix);
        var room = await Scene.RoomAsync(alice, await Scene.PersonAsync("bob" + suffix));
        var free = (await alice.SayAsync(room, "of no class")).Index!.Value;
        using (var http = new RawHttp(Scene.Server.Address, dana.Token))
        {
            var schedule = """{"classes":[{"class":"default","start":"archived","basis":"none"},{"class":"sec.3y","start":"archived","basis":"US SEC 17a-4(b)(4)","minimum":"P3Y"}]}"""u8.ToArray();
            var answer = await http.SendAsync(HttpMethod.Put, "archive/schedule", schedule);
            Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
            answer.Response.Dispose();
        }
        var kept = (await alice.SayAsync(room, "three years")).Index!.Value;
        var asked = (await petra.PostAsync("subjects", new JsonObject { ["kind"] = "erasure", ["basis"] = "EU GDPR 17(1)(b)", ["user"] = alice.User.Value })).GetProperty("request").GetString();
        await Scene.Server.KillAsync();
        // While its bodies end, and again when they have ended.
        await Scene.Server.StartAsync("--fault", FaultPoints.DispositionBodies);
        await rita.SendAsync($"subjects/{asked}/approval", []);
        Assert.True(await Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        await Scene.Server.StartAsync("--fault", FaultPoints.SubjectEnded);
        Assert.True(await Scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(30)));
        await Scene.Server.RestartAsync();
        JsonElement now = default;
        for (var i = 0; i < 1200 && (now = await petra.GetAsync($"subjects/{asked}")).GetProperty("state").GetString() == "approved"; i++)
            await Pause.Ms(100);
        Assert.Equal("kept", now.GetProperty("state").GetString());
        var minimum = Assert.Single(now.GetProperty("verdicts").EnumerateArray(), v => v.GetProperty("verdict").GetString() == "kept");
        Assert.Equal(("US SEC 17a-4(b)(4)", "EU GDPR 17(3)(b)"), (minimum.GetProperty("basis").GetString(), minimum.GetProperty("article").GetString()));
        Assert.Contains(now.GetProperty("verdicts").EnumerateArray(), v => v.GetProperty("verdict").GetString() == "erased" && v.TryGetProperty("certificate", out _));
        Assert.Equal("erased", (await Scene.Office.Archive.RecordAsync(free)).BodyAbsent);
        Assert.NotNull((await Scene.Office.Archive.RecordAsync(kept)).Body);
        Assert.Single(await RecordsAsync(petra, r => r.TryGetProperty("request", out var id) && id.GetString() == asked && r.GetProperty("what").GetString() == "verdict" && r.GetProperty("verdict").GetString() == "erased"));
        await Scene.AuditAsync();
    }

    private static async Task<JsonElement[]> RecordsAsync(Officer officer, Func<JsonElement, bool> which)
    {
        var found = new List<JsonElement>();
        for (var (after, more) = (-1L, true); more;)
        {
            var page = (await officer.GetAsync($"records?limit=500&after={after}")).GetProperty("records").EnumerateArray().ToArray();
            found.AddRange(page.Where(r => r.TryGetProperty("record", out _)).Select(r => r.GetProperty("record")).Where(which));
            more = page.Length == 500;
            after += page.Length;
        }
        return [.. found];
    }
}
