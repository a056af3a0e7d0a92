using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Cli.Archive;
using Interop.Cli.Supervision;
using Interop.Cli.Verification;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Export;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>A sample is committed to before its day, drawn after it, and can be drawn again by anybody who has the archive; what is watched is on record (spec 7.9).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class SamplingStories
{
    private const int Messages = 12;

    [Fact]
    public async Task Sample_IsCommittedBefore_DrawnAfter_AndDrawnAgainByOthers()
    {
        var clock = Path.Combine(Directory.CreateTempSubdirectory("ocip-clock-").FullName, "clock");
        await File.WriteAllTextAsync(clock, "0");
        await using var scene = await Scene.OpenAsync("--clock", clock);
        using var paula = await Desk.HireAsync(scene, "paula", "policy");
        using var rita = await Desk.HireAsync(scene, "rita", "reviewer");
        var (alice, bob, carol) = await scene.ThreeAsync();
        await scene.Admin.SetGroupAsync("desk", new GroupRequest([alice.User, bob.User]));
        await paula.SetAsync(s => s["plans"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["name"] = "nightly", ["queue"] = "default", ["percent"] = "25.5", ["minimum"] = 2, ["method"] = "guaranteed", ["groups"] = new JsonArray("desk"),
        }));
        var day = TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await UntilAsync(rita, day, draw => true);
        var before = (await rita.GetAsync($"draws?date={day}"))[0];
        Assert.False(before.TryGetProperty("seed", out _));
        // A plan that is taken away before the day is not drawn, and its commitment stays on record.
        await paula.SetAsync(s => s["plans"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = "short-lived", ["queue"] = "default", ["percent"] = "1", ["method"] = "statistical" }));
        await UntilAsync(rita, day, _ => true, draws: 2);
        await paula.SetAsync(s => s["plans"]!.AsArray().RemoveAt(1));
        await UntilAsync(rita, day, _ => true, draws: 1);

        await AheadAsync(clock, 1);
        var room = await Scene.RoomAsync(alice, bob, carol);
        for (var i = 0; i < Messages; i++)
            await alice.SayAsync(room, $"Alice says {i}.");
        await bob.SayAsync(room, "Bob says one thing.");
        await carol.SayAsync(room, "Carol is of no group.");
        await AheadAsync(clock, 2);
        await carol.SayAsync(room, "The next day.");
        var draw = await UntilAsync(rita, day, d => d.TryGetProperty("seed", out _));
        // A quarter of twelve, rounded up, and of Bob what there is.
        Assert.Equal((Messages + 1, 5, before.GetProperty("commitment").GetString()), (draw.GetProperty("population").GetInt32(), draw.GetProperty("drawn").GetInt32(), draw.GetProperty("commitment").GetString()));
        Assert.False(draw.TryGetProperty("late", out _));
        var items = await rita.ItemsAsync("source=sample&queue=default", 5);
        Assert.Equal(5, items.Length);

        string[] asked = ["--server", scene.Server.Address.ToString(), "--token"];
        Assert.Equal(0, await Interop.Cli.Commands.RunAsync(["supervision", "draws", "--date", day, .. asked, rita.Token]));
        Assert.Equal(0, await Interop.Cli.Commands.RunAsync(["supervision", "redraw", "--date", day, .. asked, rita.Token]));
        // 1 would say that the draw is another one.
        Assert.Equal(2, await Interop.Cli.Commands.RunAsync(["supervision", "redraw", "--date", day, .. asked, paula.Token]));
        Assert.Equal(2, await Interop.Cli.Commands.RunAsync(["supervision", "draws", "--date", "yesterday", .. asked, rita.Token]));

        using (var packages = await Packages.OpenAsync(scene, "iris", "examiner"))
        {
            var (_, package) = await packages.MakeAsync(new ExportScope());
            using var source = PackageSource.Open(package, [], CancellationToken.None);
            Assert.True(Assert.Single(await Redraw.RunAsync(source, day, "nightly", CancellationToken.None)).IsSame);
        }

        await scene.Server.KillAsync();
        using (var source = new FolderSource(new DataFolder(scene.Server.Data)))
        {
            var all = await Redraw.RunAsync(source, day, null, CancellationToken.None);
            Assert.Equal([("nightly", true, false), ("short-lived", true, true)], all.Select(a => (a.Plan, a.IsSame, a.Undrawn is not null)));
            var again = all[0];
            Assert.Equal(items.Select(i => i.GetProperty("index").GetInt64()).Order(), again.Drawn);
        }
        await scene.Server.StartAsync("--clock", clock);
        Assert.Equal(5, (await rita.ItemsAsync("source=sample&queue=default", 5)).Length);
    }

    [Fact]
    public async Task Watching_NeedsThatItIsDeclared_AndIsOnRecordFromBeginningToEnd()
    {
        await using var scene = await Scene.OpenAsync();
        using var rita = await Desk.HireAsync(scene, "rita", "reviewer");
        var (alice, bob, _) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        Assert.Equal("5.1.0", await rita.RefusedAsync($"observe?room={room.Value}"));
        Assert.Equal("5.5.0", await rita.RefusedAsync("observe"));
        // As a list of items names them: with a version nothing would be found, which is no answer.
        Assert.Equal("5.5.0", await rita.RefusedAsync("items?policy=lexicon:conduct/1"));
        await scene.Admin.DeclareSupervisionAsync(new SupervisionRequest
        {
            Mode = "monitored", Scope = "Every chat.", Purpose = "Looking after it.", LegalBasis = "A contract.", Version = "2026-02", Texts = new(StringComparer.Ordinal) { ["en"] = "We watch." },
        });
        await alice.AcknowledgeAsync();
        await bob.AcknowledgeAsync();

        var rooms = await rita.GetAsync("rooms");
        Assert.Equal(("monitored", room.Value), (rooms.GetProperty("mode").GetString(), rooms.GetProperty("rooms")[0].GetProperty("room").GetString()));
        Assert.DoesNotContain("alice", rooms.GetRawText(), StringComparison.Ordinal);
        // Nobody of this supervisor's people is in any room.
        using var dana = await Desk.HireAsync(scene, "dana", "supervisor");
        Assert.Empty((await dana.GetAsync("rooms")).GetProperty("rooms").EnumerateArray());

        using var http = new HttpClient { BaseAddress = scene.Server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", rita.Token);
        using (var answer = await http.GetAsync($"ocip/v1/supervision/observe?room={room.Value}", HttpCompletionOption.ResponseHeadersRead))
        {
            await alice.SayAsync(room, $"Is {bob.User.Value} there?");
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            var line = "";
            while (!line.Contains("there?", StringComparison.Ordinal))
                line = await reader.ReadLineAsync() ?? throw new EndOfStreamException();
            var shown = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            Assert.Equal("Person A", shown.GetProperty("who").GetString());
            Assert.Contains("Is Person B there?", line, StringComparison.Ordinal);
        }
        JsonElement[] noted = [];
        for (var i = 0; noted.Length < 2 && i < 200; i++, await Pause.Ms(50))
            noted = [.. (await rita.GetAsync("accesses?officer=rita")).GetProperty("accesses").EnumerateArray()];
        Assert.Equal(["observe", "observe"], noted.Select(n => n.GetProperty("what").GetString()));
        var records = (await scene.AuditAsync()).OfKind("access").Select(r => r.Body!.Content).ToArray();
        Assert.Equal(["began", "ended"], records.Select(r => r.GetProperty("state").GetString()));
        // What is declared is shown to who is watched, with whom, why, and where the notice is.
        Assert.Equal("monitored", Assert.Single((await alice.Client.RoomAsync(room)).Supervision!).Mode);
        var report = await rita.TextAsync("report?format=csv");
        Assert.StartsWith("figure,name,value\r\n", report, StringComparison.Ordinal);
        Assert.Contains("messages,,1\r\n", report, StringComparison.Ordinal);
        Assert.Contains("user,messages,items", await rita.TextAsync("coverage?format=csv"), StringComparison.Ordinal);
        Assert.Equal("5.5.0", await rita.RefusedAsync("report?from=2026-13-01"));
    }

    [Fact]
    public async Task Watching_EndsByItself_WhenItIsNoLongerDeclared_AndWhenNobodyOfTheOwnPeopleIsThere()
    {
        await using var scene = await Scene.OpenAsync();
        using var rita = await Desk.HireAsync(scene, "rita", "reviewer");
        using var paula = await Desk.HireAsync(scene, "paula", "policy");
        using var dana = await Desk.HireAsync(scene, "dana", "supervisor");
        var (alice, bob, carol) = await scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        await scene.Admin.SetGroupAsync("desk", new GroupRequest([carol.User]));
        await paula.SetAsync(s => s["groups"]!.AsArray().Add((JsonNode)new JsonObject { ["group"] = "desk", ["supervisors"] = new JsonArray("dana") }));
        await DeclareAsync(scene, "monitored", alice, bob, carol);

        var toDana = await WatchedAsync(scene, dana, room, async () =>
        {
            await alice.SubmitAsync(Actor.Membership(room, carol.User, "remove"));
            await alice.SayAsync(room, "She is gone.");
        });
        Assert.DoesNotContain("She is gone.", toDana, StringComparison.Ordinal);
        var toRita = await WatchedAsync(scene, rita, room, async () =>
        {
            await DeclareAsync(scene, "archived", alice, bob);
            await alice.SayAsync(room, "No longer.");
        });
        Assert.DoesNotContain("No longer.", toRita, StringComparison.Ordinal);
        var states = (await scene.AuditAsync()).OfKind("access").Select(r => r.Body!.Content.GetProperty("state").GetString());
        Assert.Equal(["began", "ended", "began", "ended"], states);
    }

    [Fact]
    public async Task Settings_AreOnRecord_OneAfterTheOther_AndOnlyOfWhoMay()
    {
        await using var scene = await Scene.OpenAsync();
        using var paula = await Desk.HireAsync(scene, "paula", "policy");
        using var rita = await Desk.HireAsync(scene, "rita", "reviewer");
        var set = await paula.SetAsync(s => s["dispositions"]!.AsArray().Add((JsonNode)"coaching given"));
        Assert.Equal((1, "paula"), (set.GetProperty("version").GetInt32(), set.GetProperty("by").GetString()));
        var (status, body) = await paula.PutAsync("""{"version":0,"dispositions":[],"templates":[],"groups":[],"queues":[],"plans":[]}""");
        Assert.Equal((409, "5.5.2"), (status, body.GetProperty("code").GetString()));
        foreach (var wrong in new[]
        {
            """{"version":1,"dispositions":["compliant"],"templates":[],"groups":[],"queues":[],"plans":[]}""",
            """{"version":1,"dispositions":[],"templates":[],"groups":[],"queues":[{"name":"a","policies":[]},{"name":"a","policies":[]}],"plans":[]}""",
            """{"version":1,"dispositions":[],"templates":[],"groups":[],"queues":[],"plans":[{"name":"n","queue":"gone","percent":"1","method":"guaranteed"}]}""",
            """{"version":1,"dispositions":[],"templates":[],"groups":[{"group":"g","supervisors":[],"minimum":"101"}],"queues":[],"plans":[]}""",
        })
            Assert.Equal(400, (await paula.PutAsync(wrong)).Status);
        Assert.Equal(403, (await rita.PutAsync("""{"version":1,"dispositions":[],"templates":[],"groups":[],"queues":[],"plans":[]}""")).Status);
        var record = Assert.Single((await scene.AuditAsync()).OfKind("review"));
        Assert.Equal(("settings", 1), (record.Record.GetProperty("what").GetString(), record.Record.GetProperty("version").GetInt32()));
        Assert.Equal("coaching given", record.Body!.Content.GetProperty("value").GetProperty("dispositions")[0].GetString());
    }

    private static async Task DeclareAsync(Scene scene, string mode, params Actor[] told)
    {
        await scene.Admin.DeclareSupervisionAsync(new SupervisionRequest
        {
            Mode = mode, Scope = "Every chat.", Purpose = "Looking after it.", LegalBasis = "A contract.", Version = $"of {mode}", Texts = new(StringComparer.Ordinal) { ["en"] = $"It is {mode}." },
        });
        foreach (var person in told)
            await person.AcknowledgeAsync();
    }

    /// <summary>What an observation gave, while something happened, until the server ended it.</summary>
    private static async Task<string> WatchedAsync(Scene scene, Desk desk, Interop.Protocol.Identifiers.RoomId room, Func<Task> meanwhile)
    {
        using var http = new HttpClient { BaseAddress = scene.Server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", desk.Token);
        using var answer = await http.GetAsync($"ocip/v1/supervision/observe?room={room.Value}", HttpCompletionOption.ResponseHeadersRead);
        await meanwhile();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await answer.Content.ReadAsStringAsync(limit.Token);
    }

    private static async Task AheadAsync(string clock, int days)
    {
        await File.WriteAllTextAsync(clock + ".next", (days * 24L * 3600).ToString(CultureInfo.InvariantCulture));
        File.Move(clock + ".next", clock, overwrite: true);
        await Pause.Ms(100);
    }

    /// <summary>The first draw of a day, once there are so many and it is so.</summary>
    private static async Task<JsonElement> UntilAsync(Desk desk, string day, Func<JsonElement, bool> isSo, int draws = 1)
    {
        for (var i = 0; i < 400; i++, await Pause.Ms(50))
        {
            var found = await desk.GetAsync($"draws?date={day}");
            if (found.GetArrayLength() == draws && isSo(found[0]))
                return found[0];
        }
        throw new TimeoutException($"no draw of {day}");
    }
}
