using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Compliance.Urgency;

/// <summary>Urgent messages against a real server: who lets them pass, and what is on record of it (spec 10.10, 10.12).</summary>
public sealed class UrgentStories : IAsyncLifetime, IDisposable
{
    private Scene scene = null!;
    private Actor alice = null!;
    private Actor bob = null!;
    private Actor carol = null!;
    private RoomId room;
    private JsonCalls admin = null!;
    private JsonCalls boss = null!;

    public async Task InitializeAsync()
    {
        scene = await Scene.OpenAsync();
        (alice, bob, carol) = await scene.ThreeAsync();
        var manager = await scene.PersonAsync("manager");
        room = await Scene.RoomAsync(alice, bob, carol);
        admin = new JsonCalls(scene.Server.Address, scene.AdminToken);
        boss = new JsonCalls(scene.Server.Address, manager.Token);
        await scene.Admin.SetGroupAsync("managers", new GroupRequest([manager.User]));
        await scene.Admin.SetGroupAsync("on call", new GroupRequest([bob.User]));
        await admin.CallAsync("PUT hours/urgency", """{"atOnce":["on call"],"approvers":["managers"]}""");
        await scene.CloseAsync(carol);
    }

    public async Task DisposeAsync() => await scene.DisposeAsync();

    public void Dispose()
    {
        admin.Dispose();
        boss.Dispose();
    }

    private static EventDraft Urgent(RoomId room, string text, string reason)
    {
        var content = JsonNode.Parse(Actor.Words(text).GetRawText())!.AsObject();
        content["urgent"] = new JsonObject { ["reason"] = reason };
        return HomeDraft(room, content);
    }

    private static EventDraft HomeDraft(RoomId room, JsonObject content) => new() { Room = room, Type = EventTypes.Message, Content = JsonElement.Parse(content.ToJsonString()) };

    private static async Task<JsonArray> OpenAsync(JsonCalls calls) => (await calls.CallAsync("GET client/urgent?waitMs=5000"))!["requests"]!.AsArray();

    [Fact]
    public async Task WhoIsTrusted_ReachesSomebodyAtOnce_OthersByAnApprover_AndAllIsOnRecord()
    {
        var toCarol = carol.Listen();
        await alice.SayAsync(room, "not urgent");
        Assert.Equal("2.1.3", (await bob.SubmitAsync(Urgent(room, "the plant is dark", "no power"))).Code);
        await toCarol.UntilTextAsync("the plant is dark");
        Assert.Equal(["the plant is dark"], toCarol.Texts);
        var item = toCarol.Items.Single(i => i.Event is { } ev && RecordedStream.TextOf(ev) == "the plant is dark");
        Assert.Equal((true, "no power"), (item.Released!.Value, item.Event!.Body!.Content.GetProperty("urgent").GetProperty("reason").GetString()));

        var asked = await alice.SubmitAsync(Urgent(room, "please look", "the customer waits"));
        var view = Assert.Single(await OpenAsync(boss))!;
        Assert.Equal(("the customer waits", alice.User.Value, carol.User.Value), (view["reason"]!.GetValue<string>(), view["sender"]!.GetValue<string>(), view["recipients"]![0]!["user"]!.GetValue<string>()));
        Assert.DoesNotContain("please look", view.ToJsonString(), StringComparison.Ordinal);
        using var sender = new JsonCalls(scene.Server.Address, alice.Token);
        Assert.Equal("5.1.0", await sender.RefusedAsync($"POST client/urgent/{asked.Event!.Value.Value}/approval"));
        await boss.CallAsync($"POST client/urgent/{asked.Event.Value.Value}/approval");
        await toCarol.UntilTextAsync("please look");
        Assert.Equal("5.5.4", await boss.RefusedAsync($"POST client/urgent/{asked.Event.Value.Value}/refusal"));

        var refused = await alice.SubmitAsync(Urgent(room, "lunch", "hungry"));
        await boss.CallAsync($"POST client/urgent/{refused.Event!.Value.Value}/refusal");
        Assert.Empty((await boss.CallAsync("GET client/urgent"))!["requests"]!.AsArray());
        var standing = await sender.CallAsync("GET client/urgency");
        Assert.Equal(["refused", "approved"], standing!["asked"]!.AsArray().Select(a => a!["state"]!.GetValue<string>()));
        Assert.Equal((asked.Event.Value.Value, "manager", false), (standing["asked"]![1]!["event"]!.GetValue<string>(), standing["asked"]![1]!["byName"]!.GetValue<string>(), standing["decides"]!.GetValue<bool>()));
        Assert.Equal(("[]", true), ((await boss.CallAsync("GET client/urgency"))!["asked"]!.ToJsonString(), (await boss.CallAsync("GET client/urgency"))!["decides"]!.GetValue<bool>()));
        await scene.OpenAsync(carol);
        await toCarol.UntilTextAsync("lunch");
        Assert.Equal(["the plant is dark", "please look", "not urgent", "lunch"], toCarol.Texts);
        Assert.Empty(toCarol.Faults);

        var overrides = (await scene.AuditAsync()).Records.Where(r => r.Record.GetProperty("kind").GetString() == "release" && r.Record.TryGetProperty("override", out _)).Select(r => r.Record.GetProperty("override").ToString()).ToList();
        Assert.Equal(["""{"by":"policy"}""", """{"approver":"ocip://acme.example/u/manager","by":"approver"}"""], overrides);
    }

    [Fact]
    public async Task Decisions_OutlastAKill_AndPassNoBarrier()
    {
        var toCarol = carol.Listen();
        var asked = await alice.SubmitAsync(Urgent(room, "approved before the kill", "because"));
        Assert.Single(await OpenAsync(boss));
        await scene.Server.RestartAsync("--fault", Interop.Server.Storage.FaultPoints.ReleaseBefore);
        // The decision is on disk; the release is what the process dies of, before it has answered or after.
        await Record.ExceptionAsync(() => boss.CallAsync($"POST client/urgent/{asked.Event!.Value.Value}/approval"));
        Assert.True(await scene.Server.DiesWithinAsync(TimeSpan.FromSeconds(60)));
        await scene.Server.RestartAsync();
        await toCarol.UntilTextAsync("approved before the kill");

        var barred = await alice.SubmitAsync(Urgent(room, "behind a wall", "because"));
        await scene.Admin.SetGroupAsync("one", new GroupRequest([alice.User]));
        await scene.Admin.SetGroupAsync("other", new GroupRequest([carol.User]));
        await scene.BarrierAsync("wall", "one", "other");
        await boss.CallAsync($"POST client/urgent/{barred.Event!.Value.Value}/approval");
        await scene.OpenAsync(carol);
        await bob.SayAsync(room, "after");
        await toCarol.UntilTextAsync("after");
        Assert.Equal(["approved before the kill", "after"], toCarol.Texts);
    }

    [Fact]
    public async Task AMonth_IsReported_ToThoseWhoMay_AndToThePerson_AndAcknowledged()
    {
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var toCarol = carol.Listen();
        await alice.SayAsync(room, "one");
        await alice.SayAsync(room, "two");
        await bob.SubmitAsync(Urgent(room, "three", "because"));
        await toCarol.UntilTextAsync("three");
        await carol.SayAsync(room, "answered at night");
        using var own = new JsonCalls(scene.Server.Address, carol.Token);
        var row = (await own.CallAsync($"GET client/labour?month={month}"))!["people"]![0]!;
        Assert.Equal((3L, 1L, 1L), (row["held"]!.GetValue<long>(), row["overrides"]!.GetValue<long>(), row["sent"]!.GetValue<long>()));
        Assert.InRange(row["minutes"]!.GetValue<long>(), 5, 7);
        await own.CallAsync("POST client/labour/acknowledgement", $$"""{"month":"{{month}}","agreed":false,"note":"=it was longer"}""");
        Assert.Equal("5.5.0", await own.RefusedAsync("POST client/labour/acknowledgement", """{"month":"2999-01","agreed":true}"""));
        Assert.Equal("5.5.0", await own.RefusedAsync("POST client/labour/acknowledgement", $$"""{"month":"{{month}}","agreed":true,"note":"a bell \u0007"}"""));

        // Counted once, whatever stops in between.
        await scene.Server.RestartAsync();
        using var records = await JsonCalls.OfficerAsync(scene, "dana", "records");
        var report = (await records.CallAsync($"GET reports/labour?month={month}"))!;
        var carols = Assert.Single(report["people"]!.AsArray())!;
        Assert.Equal((carol.User.Value, 3L, false), (carols["user"]!.GetValue<string>(), carols["held"]!.GetValue<long>(), carols["acknowledged"]!["agreed"]!.GetValue<bool>()));
        Assert.Contains("10 minutes", report["method"]!.GetValue<string>(), StringComparison.Ordinal);
        var (_, csv) = await records.SendAsync($"GET reports/labour?month={month}&format=csv", null);
        Assert.StartsWith("month,user,name,account,held", csv, StringComparison.Ordinal);
        Assert.Contains($"\"{month}\",\"{carol.User.Value}\",\"carol\",\"carol\",\"3\",\"1\",\"1\"", csv, StringComparison.Ordinal);
        var (_, html) = await records.SendAsync($"GET reports/labour?month={month}&format=html", null);
        Assert.Contains("<td dir=\"auto\">carol</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html.Replace(carol.User.Value, "", StringComparison.Ordinal), StringComparison.Ordinal);

        var file = Path.Combine(scene.Server.Data, "labour.csv");
        var token = (await scene.Admin.CreateTokenAsync("dana", new TokenRequest(["records"]))).Token;
        var command = new System.CommandLine.RootCommand();
        foreach (var known in Interop.Cli.Commands.All())
            command.Subcommands.Add(known);
        Assert.Equal(0, await command.Parse(["reports", "labour", "--month", month, "--out", file, "--server", scene.Server.Address.ToString(), "--token", token]).InvokeAsync());
        Assert.Equal(csv, await File.ReadAllTextAsync(file));
        // What is refused leaves the report that was there, and nothing half beside it.
        Assert.Equal(2, await command.Parse(["reports", "labour", "--month", "2026-13", "--out", file, "--server", scene.Server.Address.ToString(), "--token", token]).InvokeAsync());
        Assert.Equal((csv, false), (await File.ReadAllTextAsync(file), File.Exists($"{file}.part")));
        Assert.Equal(0, await command.Parse(["reports", "labour", "--month", month, "--format", "json", "--out", file, "--server", scene.Server.Address.ToString(), "--token", token]).InvokeAsync());
        Assert.Single(JsonNode.Parse(await File.ReadAllTextAsync(file))!["people"]!.AsArray());
        Assert.Equal(2, await command.Parse(["reports", "labour", "--month", month, "--out", Path.Combine(file, "below.csv"), "--server", scene.Server.Address.ToString(), "--token", token]).InvokeAsync());

        using var supervisor = await JsonCalls.OfficerAsync(scene, "sven", "supervisor");
        Assert.Empty((await supervisor.CallAsync($"GET reports/labour?month={month}"))!["people"]!.AsArray());
        await scene.Admin.SetGroupAsync("desk of sven", new GroupRequest([carol.User]));
        using var policy = await JsonCalls.OfficerAsync(scene, "petra", "policy");
        var settings = (await policy.CallAsync("GET supervision/settings"))!.AsObject();
        settings.Remove("at");
        settings.Remove("by");
        settings["groups"]!.AsArray().Add((JsonNode)new JsonObject { ["group"] = "desk of sven", ["supervisors"] = new JsonArray("sven") });
        await policy.CallAsync("PUT supervision/settings", settings.ToJsonString());
        Assert.Single((await supervisor.CallAsync($"GET reports/labour?month={month}"))!["people"]!.AsArray());
        Assert.Single((await supervisor.CallAsync($"GET reports/labour/months?from={month}&to={month}"))!["months"]!.AsArray());
        using var stranger = await JsonCalls.OfficerAsync(scene, "otto", "supervisor");
        Assert.Empty((await stranger.CallAsync($"GET reports/labour/months?from={month}&to={month}"))!["months"]!.AsArray());
        Assert.Equal("5.1.0", await own.RefusedAsync($"GET reports/labour?month={month}"));
        Assert.Equal("5.5.0", await records.RefusedAsync("GET reports/labour?month=now"));
        Assert.Equal("5.5.0", await records.RefusedAsync("GET reports/labour/months?from=2026-02&to=2026-01"));
        var summed = Assert.Single((await records.CallAsync($"GET reports/labour/months?from=2026-01&to={month}&user=carol"))!["months"]!.AsArray())!;
        Assert.Equal((month, 1L, 3L, 1L), (summed["month"]!.GetValue<string>(), summed["people"]!.GetValue<long>(), summed["held"]!.GetValue<long>(), summed["disputed"]!.GetValue<long>()));
        Assert.Empty((await records.CallAsync($"GET reports/labour/months?from={month}&to={month}&user=bob"))!["months"]!.AsArray());
        Assert.Equal("5.1.0", await own.RefusedAsync($"GET reports/labour/months?from={month}&to={month}"));
        // What the person said to the own figures is no reading of somebody's.
        JsonArray said;
        while ((said = (await supervisor.CallAsync("GET supervision/accesses?officer=carol"))!["accesses"]!.AsArray()).Count == 0)
            await Pause.Ms(20);
        Assert.Equal(("labour", "acknowledged"), (said[0]!["what"]!.GetValue<string>(), said[0]!["state"]!.GetValue<string>()));
        var audit = await scene.AuditAsync();
        Assert.Contains(audit.Records, r => r.Record.GetProperty("kind").GetString() == "access" && r.Record.GetProperty("what").GetString() == "labour");
        Assert.Contains(audit.Records, r => r.Record.GetProperty("kind").GetString() == "policy" && r.Record.GetProperty("what").GetString() == "labour" && r.Body!.Content.GetProperty("value").GetProperty("held").GetInt32() == 3);
    }
}
