using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>What reviewers do with items, over the published API (spec 7.9).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ReviewStories(DeskServer server) : IClassFixture<DeskServer>
{
    private readonly string suffix = server.Suffix();

    private Desk Rita => server.Rita;

    [Fact]
    public async Task Item_IsMadeOnce_OfWhatAPolicyAsked_AndOfWhoIsAlwaysReviewed()
    {
        var (alice, bob, room, queue, _) = await server.WatchAsync(suffix);
        await alice.SayAsync(room, "The first.");
        await server.Scene.CloseAsync(bob);
        var held = await alice.SayAsync(room, "Nobody is there.");
        await bob.SayAsync(room, "Not reviewed.");
        var items = await Rita.ItemsAsync($"queue={queue}", 2);
        Assert.Equal(["policy", "must"], items.Select(i => Text(i, "source")));
        Assert.Equal(held.Index, items[0].GetProperty("index").GetInt64());
        Assert.Equal(["hold-outside-delivery-hours/1"], items[0].GetProperty("policies").EnumerateArray().Select(p => p.GetString()));
        await Rita.ItemsAsync($"policy=hold-outside-delivery-hours&queue={queue}", 1);

        // The follower reads on where it was, also after a kill.
        await server.Scene.Server.RestartAsync();
        await alice.SayAsync(room, "The third.");
        Assert.Equal(3, (await Rita.ItemsAsync($"queue={queue}", 3)).Length);
        Assert.Equal(3, Counts(await Rita.GetAsync("queues"), queue, "new"));
    }

    [Fact]
    public async Task OfTwoWhoClaimAtOnce_OneIsRefused_AndARepeatIsAnsweredTheSame()
    {
        var (alice, _, room, queue, _) = await server.WatchAsync(suffix);
        using var rolf = await Desk.HireAsync(server.Scene, "rolf" + suffix, "reviewer");
        await alice.SayAsync(room, "Who takes it?");
        var item = Id((await Rita.ItemsAsync($"queue={queue}", 1))[0]);
        var id = Actor.NewTransaction().Value;
        var both = await Task.WhenAll(Rita.ActAsync("claim", [item], id: id), rolf.ActAsync("claim", [item]));
        Assert.Equal([200, 409], both.Select(b => b.Status).Order());
        Assert.Equal("5.5.2", both.Single(b => b.Status == 409).Body.GetProperty("code").GetString());
        var (winner, other) = both[0].Status == 200 ? (Rita, rolf) : (rolf, Rita);

        if (winner == Rita)
        {
            var again = await Rita.ActAsync("claim", [item], id: id);
            Assert.Equal(both[0].Body.GetRawText(), again.Body.GetRawText());
            Assert.Equal(409, (await Rita.ActAsync("release", [item], id: id)).Status);
        }
        Assert.Equal("5.5.2", await other.RefusalAsync("close", item, a => a["disposition"] = "compliant"));
        Assert.Equal("5.5.2", await other.RefusalAsync("release", item));
        Assert.Equal("new", await winner.DoAsync("release", item));
        Assert.Equal("claimed", await other.DoAsync("claim", item));
        var bulk = await winner.ActAsync("claim", [item, 999_999]);
        Assert.Equal(["5.5.2", "5.5.4"], bulk.Body.GetProperty("results").EnumerateArray().Select(r => Text(r, "code")));
        Assert.Equal(["claim", "release", "claim"], (await ReviewsAsync(item)).Select(r => Text(r, "what")));
    }

    [Fact]
    public async Task NobodyReviewsWhatTheyHaveWrittenThemselves()
    {
        var (alice, _, room, queue, _) = await server.WatchAsync(suffix);
        using var own = await Desk.OfAsync(server.Scene, "alice" + suffix, "reviewer");
        await alice.SayAsync(room, "Nothing to see here.");
        var item = Id((await Rita.ItemsAsync($"queue={queue}", 1))[0]);
        Assert.Equal(0, (await own.GetAsync($"items?queue={queue}")).GetProperty("items").GetArrayLength());
        Assert.Equal("5.5.4", await own.RefusedAsync($"items/{item}"));
        Assert.Equal("5.5.4", await own.RefusalAsync("claim", item));
        Assert.Equal("5.1.0", await Rita.RefusalAsync("assign", item, a => a["to"] = own.Account));
        Assert.Equal("claimed", await Rita.DoAsync("claim", item));
    }

    [Fact]
    public async Task ToView_IsOnRecord_AndIsNoReview_NamesAreMaskedUntilAReasonIsGiven()
    {
        var (alice, bob, room, queue, _) = await server.WatchAsync(suffix);
        await bob.SayAsync(room, $"Ask {alice.User.Value} about it.");
        var said = await alice.SayAsync(room, "Ask me what?");
        var item = Id((await Rita.ItemsAsync($"queue={queue}", 1))[0]);
        Assert.Equal("5.1.0", await Rita.RefusalAsync("close", item, a => a["disposition"] = "compliant"));

        var view = await Rita.GetAsync($"items/{item}");
        Assert.Equal((true, "new", false), (view.GetProperty("item").GetProperty("viewed").GetBoolean(), Text(view.GetProperty("item"), "state"), view.GetProperty("names").GetBoolean()));
        Assert.DoesNotContain("alice" + suffix, view.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(room.Value, view.GetRawText(), StringComparison.Ordinal);
        var lines = view.GetProperty("conversation").EnumerateArray().Where(l => Text(l, "type") == "message").ToArray();
        Assert.Equal(["Person B", "Person A"], lines.Select(l => Text(l, "who")));
        Assert.Contains("Ask Person A about it.", lines[0].GetRawText(), StringComparison.Ordinal);
        Assert.Equal("Person A", Text(view.GetProperty("item"), "who"));
        Assert.Equal(["Person A", "Person B"], view.GetProperty("seenBy").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal((1, 1), (view.GetProperty("history").GetProperty("items").GetInt32(), view.GetProperty("history").GetProperty("open").GetInt32()));
        var access = (await server.Scene.AuditAsync()).OfKind("access").Last();
        Assert.Equal("item", access.Record.GetProperty("what").GetString());
        Assert.Equal((item, Rita.Account), (access.Body!.Content.GetProperty("item").GetInt64(), access.Body.Content.GetProperty("by").GetString()));

        Assert.Equal("5.5.0", await Rita.RefusalAsync("unmask", item));
        await Rita.DoAsync("unmask", item, a => a["why"] = "The tone is a person's.");
        await alice.SubmitAsync(Actor.Edit(room, said.Event!.Value, "Ask me nothing."));
        var shown = await Rita.GetAsync($"items/{item}");
        Assert.Contains("Ask me nothing.", shown.GetProperty("versions").GetRawText(), StringComparison.Ordinal);
        Assert.Contains(bob.User.Value, shown.GetProperty("seenBy").GetRawText(), StringComparison.Ordinal);
        Assert.Equal((alice.User.Value, room.Value), (Text(shown.GetProperty("item"), "user"), Text(shown.GetProperty("item"), "roomId")));
        Assert.Contains(alice.User.Value, shown.GetProperty("conversation").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("closed", await Rita.DoAsync("close", item, a => (a["disposition"], a["text"]) = ("questionable", "Look again.")));
        Assert.Equal(["unmask", "close"], (await Rita.GetAsync($"items/{item}")).GetProperty("steps").EnumerateArray().Select(s => Text(s, "what")));
        Assert.Equal(said.Index, shown.GetProperty("item").GetProperty("index").GetInt64());
    }

    [Fact]
    public async Task Escalation_GoesToTheNextLevel_AndReopeningUndoes()
    {
        using var ruth = await Desk.HireAsync(server.Scene, "ruth" + suffix, "reviewer");
        var (alice, _, room, queue, _) = await server.WatchAsync(suffix, q => q["levels"] = new JsonArray(new JsonArray(Rita.Account), new JsonArray("ruth" + suffix)));
        await alice.SayAsync(room, "Beyond me.");
        var item = Id((await Rita.ItemsAsync($"queue={queue}", 1))[0]);
        Assert.Equal("5.1.0", await ruth.RefusalAsync("claim", item));
        await Rita.DoAsync("claim", item);
        Assert.Equal("escalated", await Rita.DoAsync("escalate", item, a => a["why"] = "A matter of law."));
        Assert.Equal("5.1.0", await Rita.RefusalAsync("claim", item));
        await ruth.GetAsync($"items/{item}");
        Assert.Equal("5.5.0", await ruth.RefusalAsync("close", item, a => a["disposition"] = "whatever"));
        Assert.Equal("closed", await ruth.DoAsync("close", item, a => a["disposition"] = "nonCompliant"));
        Assert.Equal(1, Counts(await ruth.GetAsync("queues"), queue, "closed"));
        Assert.Equal("5.5.2", await ruth.RefusalAsync("claim", item));
        Assert.Equal("reopened", await ruth.DoAsync("reopen", item, a => a["why"] = "The wrong key."));
        Assert.Equal((0, 1), (Counts(await ruth.GetAsync("queues"), queue, "closed"), Counts(await ruth.GetAsync("queues"), queue, "reopened")));
        Assert.Equal("5.5.2", await ruth.RefusalAsync("escalate", item, a => a["why"] = "Further."));
        Assert.Equal(["claim", "escalate", "close", "reopen"], (await ReviewsAsync(item)).Select(r => Text(r, "what")));
    }

    [Fact]
    public async Task Supervisor_SeesOwnPeopleOnly_AnExaminerAll_AndNobodyElseAnything()
    {
        using var dana = await Desk.HireAsync(server.Scene, "dana" + suffix, "supervisor");
        using var otto = await Desk.HireAsync(server.Scene, "otto" + suffix, "supervisor");
        using var eva = await Desk.HireAsync(server.Scene, "eva" + suffix, "examiner");
        var (alice, _, room, queue, group) = await server.WatchAsync(suffix, q => q["levels"] = new JsonArray(new JsonArray("somebody")));
        await server.Paula.SetAsync(s => s["groups"]!.AsArray().Add((JsonNode)new JsonObject { ["group"] = group, ["supervisors"] = new JsonArray(dana.Account), ["minimum"] = "50" }));
        await alice.SayAsync(room, "Mine.");
        var item = Id((await dana.ItemsAsync("state=open", 1))[0]);
        Assert.Empty((await otto.ItemsAsync("", 0)));
        Assert.Equal("5.5.4", await otto.RefusedAsync($"items/{item}"));
        Assert.Equal("5.5.4", await Rita.RefusedAsync($"items/{item}"));
        Assert.Equal("5.5.4", await Rita.RefusalAsync("claim", item));
        Assert.Equal("5.1.0", await server.Paula.RefusedAsync("items"));
        await eva.GetAsync($"items/{item}");
        Assert.Equal("5.1.0", await eva.RefusalAsync("claim", item));
        Assert.Equal("claimed", await dana.DoAsync("assign", item, a => a["to"] = "somebody"));
        Assert.Equal("5.1.0", await dana.RefusalAsync("assign", item, a => a["to"] = "nobody"));
        Assert.Equal(1, Counts(await dana.GetAsync("queues"), queue, "claimed"));

        var mine = (await dana.GetAsync("coverage")).GetProperty("people").EnumerateArray().Single();
        Assert.Equal((alice.User.Value, "50", false, false), (Text(mine, "user"), Text(mine, "required"), mine.GetProperty("met").GetBoolean(), mine.TryGetProperty("last", out _)));
        await dana.DoAsync("release", item);
        await dana.GetAsync($"items/{item}");
        await dana.DoAsync("close", item, a => a["disposition"] = "compliant");
        mine = (await dana.GetAsync("coverage")).GetProperty("people").EnumerateArray().Single();
        Assert.Equal((true, 1, "100.00"), (mine.GetProperty("met").GetBoolean(), mine.GetProperty("reviewed").GetInt32(), Text(mine, "percent")));
    }

    /// <summary>A message that two queues take is two items: the minimum is of messages, and is not met by half of them reviewed twice.</summary>
    [Fact]
    public async Task Coverage_IsOfMessages_HoweverManyQueuesTakeThem()
    {
        using var eva = await Desk.HireAsync(server.Scene, "eva" + suffix, "examiner");
        var (alice, _, room, queue, group) = await server.WatchAsync(suffix);
        await server.Paula.SetAsync(s =>
        {
            s["queues"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = "second" + suffix, ["policies"] = new JsonArray(), ["must"] = new JsonObject { ["groups"] = new JsonArray(group) } });
            s["groups"]!.AsArray().Add((JsonNode)new JsonObject { ["group"] = group, ["supervisors"] = new JsonArray(), ["minimum"] = "75" });
        });
        await alice.SayAsync(room, "One.");
        await alice.SayAsync(room, "Two.");
        var (first, second) = ((await Rita.ItemsAsync($"queue={queue}", 2))[1], (await Rita.ItemsAsync($"queue=second{suffix}", 2))[1]);
        Assert.Equal(first.GetProperty("index").GetInt64(), second.GetProperty("index").GetInt64());
        foreach (var item in new[] { Id(first), Id(second) })
        {
            await Rita.GetAsync($"items/{item}");
            await Rita.DoAsync("close", item, a => a["disposition"] = "compliant");
        }
        Assert.Equal((1, "50.00", false), await CoverageOfAsync(eva, alice));
        await Rita.DoAsync("reopen", Id(first), a => a["why"] = "Once more.");
        Assert.Equal((1, "50.00", false), await CoverageOfAsync(eva, alice));
        await Rita.DoAsync("reopen", Id(second), a => a["why"] = "Once more.");
        Assert.Equal((0, "0.00", false), await CoverageOfAsync(eva, alice));
    }

    private static async Task<(int Reviewed, string? Percent, bool Met)> CoverageOfAsync(Desk desk, Actor of)
    {
        var person = (await desk.GetAsync("coverage")).GetProperty("people").EnumerateArray().Single(p => Text(p, "user") == of.User.Value);
        return (person.GetProperty("reviewed").GetInt32(), Text(person, "percent"), person.GetProperty("met").GetBoolean());
    }

    [Fact]
    public async Task EqualTexts_AreFoundByEachOther_AndPagesGoOnByCursor()
    {
        var (alice, _, room, queue, _) = await server.WatchAsync(suffix);
        foreach (var text in new[] { $"Buy now {suffix}!", $"BÚY  now {suffix}", $"Sell {suffix}.", $"ｂｕｙ now... {suffix}" })
            await alice.SayAsync(room, text);
        var items = await Rita.ItemsAsync($"queue={queue}", 4);
        Assert.Equal([2, 0, 2, 2], items.Select(i => i.GetProperty("same").GetInt32()));
        Assert.Equal(3, (await Rita.ItemsAsync($"same={Id(items[0])}", 3)).Length);
        Assert.Equal(4, (await Rita.ItemsAsync($"room={items[0].GetProperty("room").GetInt64()}", 4)).Length);
        var first = await Rita.GetAsync($"items?queue={queue}&limit=3");
        var rest = await Rita.GetAsync($"items?queue={queue}&limit=3&before={first.GetProperty("next").GetInt64()}");
        Assert.Equal(items.Select(Id), first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(Id));
        Assert.False(rest.TryGetProperty("next", out _));
        Assert.Equal("5.5.0", await Rita.RefusedAsync("items?state=gone"));
        Assert.Equal("5.5.0", await Rita.RefusedAsync("items?sender=x"));
    }

    [Fact]
    public async Task Notice_ReachesTheSender_FromNobodyInPerson_AndOnce()
    {
        var (alice, _, room, queue, _) = await server.WatchAsync(suffix);
        await server.Paula.SetAsync(s => s["templates"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = "tone" + suffix, ["text"] = $"Mind the tone {suffix}." }));
        await alice.SayAsync(room, "You fool.");
        var item = Id((await Rita.ItemsAsync($"queue={queue}", 1))[0]);
        Assert.Equal("5.1.0", await Rita.RefusalAsync("notify", item, a => a["template"] = "tone" + suffix));
        await Rita.GetAsync($"items/{item}");
        var id = Actor.NewTransaction().Value;
        for (var i = 0; i < 2; i++)
            Assert.Equal(200, (await Rita.ActAsync("notify", [item], a => a["template"] = "tone" + suffix, id)).Status);
        var stream = alice.Listen();
        await stream.UntilTextAsync($"Mind the tone {suffix}.");
        var told = stream.Items.Where(i => i.Event?.Body?.Content.GetRawText().Contains($"Mind the tone {suffix}.", StringComparison.Ordinal) == true).ToArray();
        Assert.Equal("ocip://acme.example/u/supervision", Assert.Single(told).Event!.Header.Sender.Value);
    }

    [Fact]
    public async Task Figures_AreOfEachPolicy_AndOfEachReviewer()
    {
        var (alice, bob, room, queue, _) = await server.WatchAsync(suffix);
        await server.Scene.CloseAsync(bob);
        await alice.SayAsync(room, "Held, and so found.");
        var item = Id((await Rita.ItemsAsync($"queue={queue}&source=policy", 1))[0]);
        var before = await FiguresAsync();
        await Rita.DoAsync("claim", item);
        await Rita.GetAsync($"items/{item}");
        await Rita.DoAsync("close", item, a => a["disposition"] = "falsePositive");
        var after = await FiguresAsync();
        Assert.Equal((before.Closed + 1, before.False + 1), (after.Closed, after.False));
        Assert.True(after.Hits > 0 && after.Median is >= 0);
        await Rita.DoAsync("reopen", item, a => a["why"] = "It was none.");
        Assert.Equal(before.False, (await FiguresAsync()).False);
    }

    private async Task<(long Hits, long Closed, long False, long? Median)> FiguresAsync()
    {
        var report = await Rita.GetAsync("report");
        var days = (await Rita.GetAsync("trend")).GetProperty("days").EnumerateArray().ToList();
        Assert.Equal(30, days.Count);
        Assert.Equal(report.GetProperty("closed").GetInt64(), days.Sum(d => d.GetProperty("closed").GetInt64()));
        var policy = report.GetProperty("policies").EnumerateArray().Single(p => Text(p, "policy") == "hold-outside-delivery-hours/1");
        var rita = report.GetProperty("reviewers").EnumerateArray().SingleOrDefault(r => Text(r, "reviewer") == Rita.Account);
        return (policy.GetProperty("hits").GetInt64(), policy.GetProperty("closed").GetInt64(), policy.GetProperty("falsePositives").GetInt64(),
            rita.ValueKind == JsonValueKind.Object && rita.TryGetProperty("medianSeconds", out var median) ? median.GetInt64() : null);
    }

    private async Task<JsonElement[]> ReviewsAsync(long item) =>
        [.. (await server.Scene.AuditAsync()).OfKind("review").Select(r => r.Record).Where(r => r.TryGetProperty("item", out var of) && of.GetInt64() == item)];

    private static int Counts(JsonElement queues, string queue, string state) => queues.EnumerateArray().Single(q => Text(q, "queue") == queue).GetProperty(state).GetInt32();

    private static long Id(JsonElement item) => item.GetProperty("id").GetInt64();

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;
}
