using System.Text.Json;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.PolicyApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>Disclosures in the book of a proxy of its own: the proxy says what is to be told, the provider tells it and knows who was told (spec 7.7, 7.8).</summary>
[Collection(SeveralServersTests.Name)]
public sealed class ProxyDisclosureStories
{
    private const string Network = "wechat";

    private const string Settings = """
        {"require":"consent","fallback":"en","texts":{
          "en":{"text":"Is recorded.","grant":["yes"],"refuse":["no"],"withdraw":["stop recording"]},
          "de":{"text":"Wird aufgezeichnet.","refusal":"Antworten Sie zuerst.","grant":["ja"],"refuse":["nein"],"withdraw":["Aufzeichnung beenden"]}}}
        """;

    [Fact]
    public async Task TheProxySaysWhatIsToBeTold_TheProviderTellsIt_AndKnowsWhoWasToldAndAgrees()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var alice = await stage.Scene.PersonAsync("alice");
        using var bridge = await BridgeActor.OpenAsync(stage.Scene, Network);
        var (zoe, yves) = (await bridge.ContactAsync("zoe@example.org", displayName: "Zoe", language: "de-AT"), await bridge.ContactAsync("yves@example.org", displayName: "Yves"));
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [zoe.User, yves.User], "Both"))).Room;
        await bridge.TellAsync(room, zoe.User, yves.User);
        await InForceAsync(stage);
        await using var hers = alice.Listen();

        // Who has not agreed is not heard, and nothing of it is kept on either side.
        var early = await bridge.SayAsync(room, zoe, "what nobody shall keep");
        Assert.Equal(("5.2.1", "Antworten Sie zuerst.", null), (early.Code, early.Detail, early.Seq));
        var waits = await alice.SayAsync(room, "are you there?");
        Assert.Equal(["2.1.4", "2.1.4"], waits.Recipients!.Select(r => r.Code));
        var yes = await bridge.SayAsync(room, zoe, "Ja!");
        Assert.Equal("2.0.0", yes.Code);
        await UntilAsync(async () => (await bridge.TextsAsync()).Contains($"are you there? → {zoe.User.Local}"));
        Assert.Equal("5.2.1", (await bridge.SayAsync(room, yves, "No.")).Code);
        await hers.UntilAsync(s => s.Items.Any(i => i.Status is { Code: "5.2.1" } status && status.Event == waits.Event && status.Recipient == yves.User), "that it is not delivered");

        // What was told and agreed to is known after a restart, and told to nobody twice.
        await stage.RestartProviderAsync();
        Assert.Equal("5.2.1", Assert.Single((await alice.SayAsync(room, "welcome")).Recipients!).Code);
        await UntilAsync(async () => (await bridge.TextsAsync()).Contains($"welcome → {zoe.User.Local}"));
        Assert.Equal("5.2.1", (await bridge.SayAsync(room, zoe, "Aufzeichnung beenden")).Code);
        Assert.Equal("5.2.1", (await bridge.SayAsync(room, zoe, "private again")).Code);

        await ListedAsync(stage, zoe.User.Value, yves.User.Value);
        var (own, theirs) = (await stage.Scene.AuditAsync(), await stage.AuditProxyAsync());
        foreach (var kept in own.Records.Concat(theirs.Records).Select(r => r.Body?.Content.GetRawText() ?? ""))
            Assert.True(!kept.Contains("what nobody shall keep", StringComparison.Ordinal) && !kept.Contains("private again", StringComparison.Ordinal), kept);
        var notices = own.OfKind("event").Where(r => r.Record.GetProperty("header").GetProperty("type").GetString() == EventTypes.Notice).Select(r => r.Record.GetProperty("header").GetProperty("state"))
            .Where(s => s.TryGetProperty("told", out _)).Select(s => (s.GetProperty("version").GetString(), s.GetProperty("language").GetString())).Order();
        Assert.Equal([("disclosure:outside/1", "de"), ("disclosure:outside/1", "en")], notices);
        Assert.Equal(["grant", "revoke", "revoke"], own.OfKind("consent").Select(r => r.Record.GetProperty("operation").GetString()!).Order(StringComparer.Ordinal));
        var answer = Assert.Single(theirs.OfKind("decision"), r => r.Record.GetProperty("event").GetString() == yes.Event!.Value.Value && r.Record.TryGetProperty("answers", out _));
        Assert.Equal("grant", answer.Record.GetProperty("answers")[0].GetProperty("operation").GetString());
    }

    private static async Task ListedAsync(ProxyScene stage, string zoe, string yves)
    {
        using var officer = new OcipClient(stage.Scene.Server.Address, (await stage.Scene.Admin.CreateTokenAsync("alice", new TokenRequest(["examiner"]))).Token);
        var list = await officer.Policies.DisclosuresAsync("outside");
        Assert.Equal(new DisclosureCounts(0, 0, 1, 1), list.Counts);
        Assert.Equal([(zoe, "Zoe", DisclosureStanding.Withdrawn, "de"), (yves, "Yves", DisclosureStanding.Refused, "en")],
            list.Disclosures.Select(d => (d.User.Value, d.DisplayName!, d.State, d.Language)).OrderByDescending(d => d.Item2, StringComparer.Ordinal));
    }

    /// <summary>In scope is what has somebody on the network: the proxy hears of networks with each question.</summary>
    private static async Task InForceAsync(ProxyScene stage)
    {
        using var author = new OcipClient(stage.Proxy.Address, (await stage.Office.Admin.CreateTokenAsync("author", new TokenRequest(["policy"]))).Token);
        using var second = new OcipClient(stage.Proxy.Address, (await stage.Office.Admin.CreateTokenAsync("second", new TokenRequest(["policy"]))).Token);
        var draft = await author.Policies.DraftAsync("outside", new PolicyDefinition { Kind = "disclosure", Action = "flag", Scope = new PolicyScopeView { Networks = [Network] }, Settings = JsonElement.Parse(Settings) }, null);
        await second.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 600, "not within 30 seconds");
            await Pause.Ms(50);
        }
    }
}
