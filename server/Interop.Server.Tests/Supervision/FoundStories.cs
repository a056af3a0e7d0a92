using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Media;
using Xunit;

namespace Interop.Server.Tests.Supervision;

/// <summary>What the policy book finds, what it holds, and what participants report, is reviewed (spec 7.9).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class FoundStories(DeskServer server) : IClassFixture<DeskServer>
{
    private readonly string suffix = server.Suffix();

    [Fact]
    public async Task WhatWaits_GoesOnOrNever_AsItsItemIsClosed()
    {
        var (alice, bob) = (await server.Scene.PersonAsync("alice" + suffix), await server.Scene.PersonAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        await InForceAsync(new PolicyDefinition { Kind = "preapproval", Action = "review", Scope = new PolicyScopeView { Rooms = [room] }, Settings = JsonElement.Parse("""{"recipientsMin":1}""") });
        await using var stream = bob.Listen();
        Assert.Equal("2.1.2", (await alice.SayAsync(room, "let go" + suffix)).Code);
        Assert.Equal("2.1.2", (await alice.SayAsync(room, "never" + suffix)).Code);
        var items = await server.Rita.ItemsAsync("source=held&state=open", 2);
        var (first, second) = (items[1].GetProperty("id").GetInt64(), items[0].GetProperty("id").GetInt64());
        Assert.Equal($"preapproval:p{suffix}/1", items[0].GetProperty("policies")[0].GetString());
        Assert.Equal("5.5.0", await server.Rita.RefusalAsync("close", first, a => a["disposition"] = "compliant"));
        Assert.Equal("closed", await server.Rita.DoAsync("close", second, a => (a["disposition"], a["decision"]) = ("nonCompliant", "block")));
        Assert.Equal("closed", await server.Rita.DoAsync("close", first, a => (a["disposition"], a["decision"]) = ("compliant", "release")));
        await stream.UntilTextAsync("let go" + suffix);
        Assert.DoesNotContain("never" + suffix, stream.Texts);
        Assert.Empty(await server.Rita.ItemsAsync("source=held&state=open", 0));
        await server.Rita.DoAsync("reopen", second, a => a["why"] = "Once more.");
        Assert.Equal("5.5.2", await server.Rita.RefusalAsync("close", second, a => (a["disposition"], a["decision"]) = ("compliant", "release")));
    }

    [Fact]
    public async Task WhatIsReported_IsReviewed_AndNotClosedUnread()
    {
        var (alice, bob) = (await server.Scene.PersonAsync("alice" + suffix), await server.Scene.PersonAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        var said = await alice.SayAsync(room, "You will be sorry.");
        await bob.Client.ReportAsync(new AbuseReport { Room = room, Event = said.Event!.Value, Reason = "A threat." });
        var item = (await server.Rita.ItemsAsync("source=report&state=open", 1))[0];
        Assert.Equal((said.Index, true), (item.GetProperty("index").GetInt64(), item.GetProperty("must").GetBoolean()));
        var id = item.GetProperty("id").GetInt64();
        Assert.Equal("5.1.0", await server.Rita.RefusalAsync("close", id, a => a["disposition"] = "nonCompliant"));
        var step = Assert.Single((await server.Rita.GetAsync($"items/{id}")).GetProperty("steps").EnumerateArray());
        Assert.Equal(("report", "A threat."), (step.GetProperty("what").GetString(), step.GetProperty("why").GetString()));
        Assert.Equal("closed", await server.Rita.DoAsync("close", id, a => a["disposition"] = "nonCompliant"));
    }

    [Fact]
    public async Task WhatMustBeReviewed_AndNoQueueTakes_IsInTheDefaultOne()
    {
        var (alice, bob) = (await server.Scene.PersonAsync("alice" + suffix), await server.Scene.PersonAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        var before = (await server.Paula.GetAsync("settings")).GetProperty("queues").GetRawText();
        await server.Paula.SetAsync(s => s["queues"] = JsonNode.Parse("""[{"name":"other","policies":["lexicon:other"],"sources":["policy"]}]"""));
        await InForceAsync(new PolicyDefinition { Kind = "preapproval", Action = "review", Scope = new PolicyScopeView { Rooms = [room], People = [alice.User] }, Settings = JsonElement.Parse("""{"recipientsMin":1}""") });
        await using var stream = bob.Listen();
        Assert.Equal("2.1.2", (await alice.SayAsync(room, "who lets it go?" + suffix)).Code);
        var rude = await bob.SayAsync(room, "You will be sorry.");
        await alice.Client.ReportAsync(new AbuseReport { Room = room, Event = rude.Event!.Value, Reason = "A threat." });
        var items = await server.Rita.ItemsAsync("queue=default&state=open", 2);
        Assert.Equal(["report", "held"], items.Take(2).Select(i => i.GetProperty("source").GetString()));
        Assert.Equal("closed", await server.Rita.DoAsync("close", items[1].GetProperty("id").GetInt64(), a => (a["disposition"], a["decision"]) = ("compliant", "release")));
        await stream.UntilTextAsync("who lets it go?" + suffix);
        var report = items[0].GetProperty("id").GetInt64();
        await server.Rita.GetAsync($"items/{report}");
        await server.Rita.DoAsync("close", report, a => a["disposition"] = "nonCompliant");
        await server.Paula.SetAsync(s => s["queues"] = JsonNode.Parse(before));
    }

    [Fact]
    public async Task Hits_AreMarkedInTheTextAsItIsShown_AndCountedByTerm()
    {
        var (alice, bob) = (await server.Scene.PersonAsync("alice" + suffix), await server.Scene.PersonAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        await InForceAsync(new PolicyDefinition { Kind = "lexicon", Action = "flag", Scope = new PolicyScopeView { Rooms = [room] }, Settings = JsonElement.Parse("""{"terms":["secret deal","微信","😀","never said"]}""") });
        var written = $"😀 Ask {bob.User.Value} about the Secret deal 𠮷微信, and {bob.User.Value} alone";
        await bob.SayAsync(room, "Nothing.");
        await alice.SayAsync(room, written + ".");
        await alice.SayAsync(room, written + "!!! Now.");
        var items = await server.Rita.ItemsAsync($"policy=lexicon:p{suffix}", 2);
        var (id, other) = (items[1].GetProperty("id").GetInt64(), items[0].GetProperty("id").GetInt64());

        var view = await server.Rita.GetAsync($"items/{id}");
        Assert.Equal(["Secret deal", "微信", "😀"], Marked(view));
        Assert.DoesNotContain("bob" + suffix, view.GetProperty("content").GetRawText(), StringComparison.Ordinal);
        var hit = view.GetProperty("hits")[0];
        Assert.Equal(($"lexicon:p{suffix}", 1, "secret deal", "/part/content"), (Text(hit, "policy"), hit.GetProperty("version").GetInt32(), Text(hit, "term"), Text(hit, "pointer")));
        var lines = view.GetProperty("conversation").EnumerateArray().Where(l => Text(l, "type") == "message").ToArray();
        Assert.False(lines[0].TryGetProperty("hits", out _));
        Assert.Equal(["Secret deal", "微信", "😀"], Marked(lines[1]));
        Assert.Equal([other], view.GetProperty("like").EnumerateArray().Select(i => i.GetInt64()));
        Assert.Equal(2, (await server.Rita.ItemsAsync($"like={id}", 2)).Length);

        await server.Rita.DoAsync("unmask", id, a => a["why"] = "Who was asked?");
        view = await server.Rita.GetAsync($"items/{id}");
        Assert.Contains(bob.User.Value, view.GetProperty("content").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["Secret deal", "微信", "😀"], Marked(view));

        await server.Rita.DoAsync("close", id, a => a["disposition"] = "falsePositive");
        await server.Rita.GetAsync($"items/{other}");
        await server.Rita.DoAsync("close", other, a => a["disposition"] = "nonCompliant");
        Assert.Equal([("secret deal", 2, 2, 1, 1, "50.0"), ("微信", 2, 2, 1, 1, "50.0"), ("😀", 2, 2, 1, 1, "50.0")], await TermsAsync());
        await server.Rita.DoAsync("reopen", id, a => a["why"] = "It was none.");
        Assert.Equal(("secret deal", 2, 1, 1, 0, "0.0"), (await TermsAsync())[0]);
        Assert.Empty((await server.Rita.GetAsync("figures/terms?policy=lexicon:other")).GetProperty("terms").EnumerateArray());
    }

    [Fact]
    public async Task AttachedFiles_AreReadBeforeTheyAreDelivered_AndWhatCannotBeReadWaits()
    {
        var (alice, bob) = (await server.Scene.PersonAsync("alice" + suffix), await server.Scene.PersonAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        await InForceAsync(new PolicyDefinition { Kind = "lexicon", Action = "flag", Scope = new PolicyScopeView { Rooms = [room] }, Settings = JsonElement.Parse("""{"terms":["insider"],"unreadable":"hold"}""") });
        await using var stream = bob.Listen();
        Assert.Equal("2.0.0", (await FileAsync(alice, room, "minutes.txt", "text/plain", $"Minutes{suffix}: an INSIDER told us 😀.", "read this")).Code);
        Assert.Equal("2.0.0", (await FileAsync(alice, room, "photo.png", "image/png", "\u0089PNG\r\n\u001a\n" + suffix, "see this")).Code);
        Assert.Equal("2.1.2", (await FileAsync(alice, room, "report.pdf", "application/pdf", "%PDF-1.7 " + suffix, "not to be read")).Code);
        await stream.UntilTextAsync("see this");

        var items = await server.Rita.ItemsAsync($"policy=lexicon:p{suffix}", 2);
        Assert.Equal(["held", "policy"], items.Select(i => Text(i, "source")));
        var hit = (await server.Rita.GetAsync($"items/{items[1].GetProperty("id").GetInt64()}")).GetProperty("hits")[0];
        var file = hit.GetProperty("file");
        Assert.Equal(("insider", "/part/parts/1", "minutes.txt", "INSIDER", " told us 😀."), (Text(hit, "term"), Text(hit, "pointer"), Text(file, "name"), Text(file, "text"), Text(file, "after")));
        Assert.EndsWith(": an ", Text(file, "before"), StringComparison.Ordinal);
        var held = items[0].GetProperty("id").GetInt64();
        hit = (await server.Rita.GetAsync($"items/{held}")).GetProperty("hits")[0];
        Assert.Equal("unreadable", Text(hit, "term"));
        // On a machine with much else to do: time.
        Assert.True(Text(hit.GetProperty("file"), "unreadable") is "broken" or "time");
        Assert.DoesNotContain("not to be read", stream.Texts);
        await server.Rita.DoAsync("close", held, a => (a["disposition"], a["decision"]) = ("compliant", "release"));
        await stream.UntilTextAsync("not to be read");
    }

    [Fact]
    public async Task WhatIsTakenOut_IsNamedInWhatIsDelivered_AndTheRecordHasBoth()
    {
        var (alice, bob) = (await server.Scene.PersonAsync("alice" + suffix), await server.Scene.PersonAsync("bob" + suffix));
        var room = await Scene.RoomAsync(alice, bob);
        await InForceAsync(new PolicyDefinition { Kind = "dlp", Action = "redact", Scope = new PolicyScopeView { Rooms = [room] }, Settings = JsonElement.Parse("""{"detectors":["payment-card"],"mask":"[removed]"}""") });
        await using var stream = bob.Listen();
        var said = await alice.SayAsync(room, "Card 4111 1111 1111 1111, thanks");
        Assert.Equal("2.0.2", said.Code);
        var filed = await FileAsync(alice, room, "cards.txt", "text/plain", $"{suffix} 4111 1111 1111 1111", "the cards");
        Assert.Equal("2.0.2", filed.Code);
        await stream.UntilTextAsync("the cards");
        var delivered = stream.Items.Single(i => i.Event?.Id == said.Event);
        Assert.Equal("""{"part":{"cardinality":"single","content":"Card [removed], thanks","contentType":"text/plain"},"redacted":[{"length":9,"pointer":"/part/content","start":5}]}""", delivered.Event!.Body!.Content.GetRawText());
        Assert.Equal("/part/parts/1", Text(stream.Items.Single(i => i.Event?.Id == filed.Event).Event!.Body!.Content.GetProperty("redacted")[0], "pointer"));
        Assert.Empty(stream.Faults);

        var record = (await server.Scene.AuditAsync()).Records.Single(r => r.Index == said.Index);
        Assert.True(RedactionProof.Holds(record.Body!.Content, delivered.Event.Body.Content));
        var link = record.Record.GetProperty("decision").GetProperty("redacted");
        Assert.Equal((delivered.Event.Header.ContentDigest, delivered.Stamps!.Single().Stamp.Redacted!.To), (Text(link, "from"), Text(link, "to")));
        // A sender cannot say that something was taken out.
        var forged = new EventDraft { Room = room, Type = "message", Content = delivered.Event.Body.Content };
        Assert.Equal("5.5.0", (await alice.SubmitAsync(forged)).Code);
    }

    private static async Task<SubmitResult> FileAsync(Actor who, RoomId room, string name, string type, string octets, string text)
    {
        var media = await Attached.PutInAsync(who, type == "image/png" ? System.Text.Encoding.Latin1.GetBytes(octets) : System.Text.Encoding.UTF8.GetBytes(octets), type);
        return await who.SubmitAsync(Attached.Message(room, text, MediaClient.PartOf(media, name)));
    }

    private async Task<(string Term, int Hits, int Reviewed, int Confirmed, int Wrong, string Percent)[]> TermsAsync() =>
        [.. (await server.Rita.GetAsync($"figures/terms?policy=lexicon:p{suffix}")).GetProperty("terms").EnumerateArray().Select(t =>
            (Text(t, "term"), t.GetProperty("hits").GetInt32(), t.GetProperty("reviewed").GetInt32(), t.GetProperty("confirmed").GetInt32(), t.GetProperty("falsePositives").GetInt32(), Text(t, "falsePositivePercent")))];

    private static string[] Marked(JsonElement shown)
    {
        var text = Text(shown.GetProperty("content").GetProperty("part"), "content");
        return [.. shown.GetProperty("hits").EnumerateArray().Select(h => text.Substring(h.GetProperty("start").GetInt32(), h.GetProperty("length").GetInt32()))];
    }

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private async Task InForceAsync(PolicyDefinition definition)
    {
        using var peter = await Desk.HireAsync(server.Scene, "peter" + suffix, "policy");
        using var one = new OcipClient(server.Scene.Server.Address, server.Paula.Token);
        using var other = new OcipClient(server.Scene.Server.Address, peter.Token);
        await other.Policies.ApproveAsync(await one.Policies.ProposeAsync(await one.Policies.DraftAsync("p" + suffix, definition, null)));
    }
}
