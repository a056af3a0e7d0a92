using System.Text.Json;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Compliance.Disclosures;

/// <summary>What people outside are told at the first contact, and what their answers do, with a real server (spec 7.8).</summary>
[Collection(RealServerTests.Name)]
public sealed class DisclosureStories(RealServer server) : IAsyncLifetime, IDisposable
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();
    private BridgeActor bridge = null!;
    private Actor alice = null!;
    private UserView zoe = null!;
    private RoomId room;

    public async Task InitializeAsync()
    {
        alice = await scene.PersonAsync("alice" + suffix);
        bridge = await BridgeActor.OpenAsync(scene, "net" + suffix);
        zoe = await bridge.ContactAsync("zoe@example.org", displayName: "Zoe", language: "de-AT");
        room = await bridge.DirectAsync(alice.User, zoe.User);
        await bridge.TellAsync(room, zoe.User);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => bridge.Dispose();

    [Fact]
    public async Task Notice_IsSaidOnceToEach_InTheirLanguage_BeforeTheFirstWord()
    {
        await InForceAsync("notice");
        var yves = await bridge.ContactAsync("yves@example.org");
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "first")).Code);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "second")).Code);
        var group = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [zoe.User, yves.User], "Both"))).Room;
        await bridge.TellAsync(group, yves.User);
        Assert.Equal("2.0.0", (await bridge.SayAsync(group, yves, "bonjour")).Code);
        Assert.Equal("2.0.0", (await bridge.SayAsync(group, zoe, "hallo")).Code);

        var notices = (await scene.AuditAsync()).OfKind("event").Where(r => TypeOf(r.Record) == EventTypes.Notice && TellsAnyOf(r.Record, zoe, yves)).ToList();
        Assert.Equal([("de", "Wird aufgezeichnet.", zoe.User.Value), ("en", "Is recorded.", yves.User.Value)], notices.Select(n => (StateOf(n.Record).GetProperty("language").GetString()!,
            MessageText.PlainOf(n.Body!.Content.Deserialize(OcipJson.Default.MessageContent)!)!, StateOf(n.Record).GetProperty("told")[0].GetString()!)));
        Assert.Equal($"disclosure:tells{suffix}/1", StateOf(notices[0].Record).GetProperty("version").GetString());
        // The network is given it before what follows.
        var shown = (await bridge.ItemsAsync()).Where(i => i.Event?.Header.Room == room && i.Event.Header.Type is EventTypes.Notice or EventTypes.Message).Select(i => i.Event!.Header.Type);
        Assert.Equal([EventTypes.Notice, EventTypes.Message, EventTypes.Message], shown);
    }

    [Fact]
    public async Task Consent_IsAskedFor_AndNothingIsKeptBefore_AndItCanEnd()
    {
        await InForceAsync("consent");
        await using var hers = alice.Listen();
        var early = await bridge.SayAsync(room, zoe, "what nobody shall keep" + suffix);
        Assert.Equal(("5.2.1", "Antworten Sie zuerst.", null), (early.Code, early.Detail, early.Seq));
        var record = await scene.Office.Archive.RecordAsync(early.Index!.Value);
        Assert.Null(record.Body);
        var waits = await alice.SayAsync(room, "are you there?");
        Assert.Equal(("2.1.4", null), (waits.Code, Assert.Single(waits.Recipients!).HoldUntil));
        Assert.DoesNotContain($"are you there? → {zoe.User.Local}", await bridge.TextsAsync());

        var yes = await bridge.SayAsync(room, zoe, "Ja!");
        Assert.Equal("2.0.0", yes.Code);
        await UntilAsync(async () => (await bridge.TextsAsync()).Contains($"are you there? → {zoe.User.Local}"));
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, zoe, "nein")).Code);     // said to another question
        await hers.UntilTextAsync("nein");

        Assert.Equal("5.2.1", (await bridge.SayAsync(room, zoe, "Aufzeichnung beenden")).Code);
        Assert.Equal(DisclosureStanding.Withdrawn, (await StandingAsync()).Standing.State);
        Assert.Equal("5.2.1", (await alice.SayAsync(room, "come back")).Code);
        Assert.Equal("5.2.1", (await bridge.SayAsync(room, zoe, "private again" + suffix)).Code);
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, zoe, "ja")).Code);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "welcome back")).Code);
        var (standing, counts) = await StandingAsync();
        Assert.Equal((DisclosureStanding.Consented, "de", 1, room), (standing.State, standing.Language, standing.Version, standing.Room));
        Assert.Equal(new DisclosureCounts(0, 1, 0, 0), counts);

        var audit = await scene.AuditAsync();
        Assert.DoesNotContain(audit.Records, r => r.Body?.Content.GetRawText() is { } kept && (kept.Contains("what nobody shall keep" + suffix, StringComparison.Ordinal) || kept.Contains("private again" + suffix, StringComparison.Ordinal)));
        var steps = audit.OfKind("consent").Where(r => r.Record.GetProperty("target").GetString() == zoe.User.Value).ToList();
        Assert.Equal(["grant", "revoke", "grant"], steps.Select(s => s.Record.GetProperty("operation").GetString()));
        Assert.Equal((yes.Event!.Value.Value, "de", $"disclosure:tells{suffix}/1", alice.User.Value), (Text(steps[0].Record, "event"), Text(steps[0].Record, "language"), Text(steps[0].Record, "policy"), Text(steps[0].Record, "requester")));
        Assert.Equal(["Ja!", "nein", "ja"], hers.Events.Where(e => e.Header.Sender == zoe.User).Select(RecordedStream.TextOf).OfType<string>());
    }

    [Fact]
    public async Task Refusal_EndsWhatWaits_AndItsSenderIsTold()
    {
        await InForceAsync("consent");
        await using var hers = alice.Listen();
        var waits = await alice.SayAsync(room, "never to be read");
        Assert.Equal("2.1.4", waits.Code);
        Assert.Equal("5.2.1", (await bridge.SayAsync(room, zoe, "Nein.")).Code);
        Assert.Equal(DisclosureStanding.Refused, (await StandingAsync()).Standing.State);
        await hers.UntilAsync(s => s.Items.Any(i => i.Status is { Code: "5.2.1" } status && status.Event == waits.Event && status.Recipient == zoe.User), "that it is not delivered");
        Assert.DoesNotContain($"never to be read → {zoe.User.Local}", await bridge.TextsAsync());
        Assert.Equal("5.5.0", await CodeAsync(DraftAsync("wrong" + suffix, "notice", "block")));
    }

    [Fact]
    public async Task Standings_AreListed_ByPolicyAndState_APageAtATime()
    {
        await InForceAsync("consent");
        var (xena, yves) = (await bridge.ContactAsync("xena@example.org", displayName: "Xena"), await bridge.ContactAsync("yves@example.org", displayName: "Yves"));
        var group = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [zoe.User, xena.User, yves.User], "All"))).Room;
        await bridge.TellAsync(group, xena.User, yves.User);
        await alice.SayAsync(group, "to all");
        Assert.Equal("2.0.0", (await bridge.SayAsync(group, xena, "yes")).Code);
        Assert.Equal("5.2.1", (await bridge.SayAsync(group, yves, "no")).Code);

        using var eve = await OfficerAsync("eve", "examiner");
        var whole = await eve.Policies.DisclosuresAsync("tells" + suffix);
        Assert.Equal(new DisclosureCounts(1, 1, 1, 0), whole.Counts);
        Assert.Equal([("Xena", "consented", "en"), ("Yves", "refused", "en"), ("Zoe", "told", "de")], whole.Disclosures.Select(d => (d.DisplayName!, d.State, d.Language)).Order());
        Assert.All(whole.Disclosures, d => Assert.Equal((group, d.State != "told"), (d.Room!.Value, d.Answered is not null && d.Record > d.Notice)));
        Assert.Null(whole.Next);
        var (paged, next) = (new List<UserId>(), (string?)null);
        do
        {
            var page = await eve.Policies.DisclosuresAsync("tells" + suffix, null, next, limit: 1);
            paged.Add(Assert.Single(page.Disclosures).User);
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(whole.Disclosures.Select(d => d.User), paged);
        Assert.Equal(yves.User, Assert.Single((await eve.Policies.DisclosuresAsync("tells" + suffix, "refused")).Disclosures).User);
        Assert.Contains((await eve.Policies.DisclosuresAsync(state: "consented", limit: 200)).Disclosures, d => d.User == xena.User);

        // Whoever may change policies is not given names, and nobody else anything.
        using var paul = await OfficerAsync("paul");
        Assert.All((await paul.Policies.DisclosuresAsync("tells" + suffix)).Disclosures, d => Assert.Null(d.DisplayName));
        using var rita = await OfficerAsync("rita", "reviewer");
        Assert.Equal("5.1.0", await CodeAsync(rita.Policies.DisclosuresAsync()));
        Assert.Equal("5.5.4", await CodeAsync(eve.Policies.DisclosuresAsync("never-written")));
        Assert.Equal("5.5.0", await CodeAsync(eve.Policies.DisclosuresAsync(state: "ignored")));
        Assert.Equal("5.5.0", await CodeAsync(eve.Policies.DisclosuresAsync(cursor: "7")));
    }

    private async Task<(DisclosureStanding Standing, DisclosureCounts Counts)> StandingAsync()
    {
        using var officer = await OfficerAsync("looks" + server.Suffix());
        var list = await officer.Policies.DisclosuresAsync("tells" + suffix);
        return (list.Disclosures.Single(d => d.User == zoe.User), list.Counts);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 600, "not within 30 seconds");
            await Pause.Ms(50);
        }
    }

    private async Task InForceAsync(string require)
    {
        var draft = await DraftAsync("tells" + suffix, require, "flag");
        using var paula = await OfficerAsync("paula");
        using var peter = await OfficerAsync("peter");
        await peter.Policies.ApproveAsync(await paula.Policies.ProposeAsync(draft));
    }

    private async Task<PolicyVersionView> DraftAsync(string name, string require, string action)
    {
        using var author = await OfficerAsync("author" + server.Suffix());
        return await author.Policies.DraftAsync(name, new PolicyDefinition
        {
            Kind = "disclosure", Action = action, Scope = new PolicyScopeView { People = [alice.User] },
            Settings = JsonElement.Parse($$$$"""
                {"require":"{{{{require}}}}","fallback":"en","texts":{
                  "en":{"text":"Is recorded.","grant":["yes"],"refuse":["no"],"withdraw":["stop recording"]},
                  "de":{"text":"Wird aufgezeichnet.","refusal":"Antworten Sie zuerst.","grant":["ja"],"refuse":["nein"],"withdraw":["Aufzeichnung beenden"]}}}
                """),
        }, null);
    }

    private async Task<OcipClient> OfficerAsync(string name, string role = "policy")
    {
        var account = name + suffix;
        await scene.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]));
        return new OcipClient(scene.Server.Address, (await scene.Admin.CreateTokenAsync(account, new TokenRequest([role]))).Token);
    }

    private static string TypeOf(JsonElement record) => record.GetProperty("header").GetProperty("type").GetString()!;

    private static JsonElement StateOf(JsonElement record) => record.GetProperty("header").GetProperty("state");

    private static bool TellsAnyOf(JsonElement record, params UserView[] people) => StateOf(record).GetProperty("told").EnumerateArray().Any(t => people.Any(p => p.User.Value == t.GetString()));

    private static string? Text(JsonElement record, string name) => record.GetProperty(name).GetString();

    private static async Task<string> CodeAsync(Task call) => (await Assert.ThrowsAsync<OcipProblemException>(() => call)).Problem.Code;
}
