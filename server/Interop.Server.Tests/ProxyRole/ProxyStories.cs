using Dapper;
using Interop.Client.Receipts;
using Interop.Protocol.AdminApi;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Evidence;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>A provider whose compliance proxy is a process of its own: every decision comes over the wire, stamped and archived there (spec 07).</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class ProxyStories
{
    private const string Card = "my card is 4111 1111 1111 1111";

    [Fact]
    public async Task Allowed_IsDelivered_AndBothArchivesHaveIt()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        var listening = bob.Listen();
        var said = await alice.SayAsync(room, "good morning");
        Assert.Equal("2.0.0", said.Code);
        await listening.UntilTextAsync("good morning");
        Assert.Empty(listening.Faults);

        var own = await stage.Scene.AuditAsync();
        var theirs = await stage.AuditProxyAsync();
        var record = own.Events[said.Event!.Value.Value].Record.GetProperty("decision");
        Assert.Single(record.GetProperty("stamps").EnumerateArray());
        var decision = Assert.Single(theirs.OfKind("decision"), r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value);
        Assert.Equal("local", decision.Record.GetProperty("direction").GetString());
        Assert.Equal("2.0.0", decision.Record.GetProperty("decision").GetProperty("code").GetString());
        Assert.Equal(own.Events.Keys.Order(StringComparer.Ordinal), theirs.OfKind("decision").Select(r => r.Record.GetProperty("event").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Held_IsReleasedByTheProxy_InOrder_AlsoAfterARestart_AndARetractedOneNever()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        var (toBob, toCarol) = (bob.Listen(), carol.Listen());
        await stage.CloseAsync(carol);
        var first = await alice.SayAsync(room, "one");
        Assert.Equal("2.1.3", first.Code);
        Assert.Equal(("2.1.1", carol.User), (Assert.Single(first.Recipients!).Code, first.Recipients![0].User));
        var wrong = await alice.SayAsync(room, "wrong");
        await alice.SayAsync(room, "two");
        await alice.SubmitAsync(Actor.Retraction(room, wrong.Event!.Value));
        await toBob.UntilCountAsync(4);
        await stage.RestartProviderAsync();
        await alice.SayAsync(room, "three");
        await toBob.UntilTextAsync("three");
        Assert.Empty(toCarol.Texts);

        await stage.OpenHoursAsync(carol);
        await toCarol.UntilTextAsync("three");
        Assert.Equal(["one", "two", "three"], toCarol.Texts);
        Assert.Equal(["one", "wrong", "two", "-", "three"], toBob.Texts);
        Assert.Empty(toCarol.Faults);
        var theirs = await stage.AuditProxyAsync();
        Assert.Equal(3, theirs.OfKind("decision").Count(r => r.Record.GetProperty("direction").GetString() == "release"));
        Assert.Single(theirs.OfKind("cancel"));
    }

    [Fact]
    public async Task Barrier_BlocksOne_AndRefusesWhenNobodyIsLeft()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        var direct = await Scene.RoomAsync(alice, carol);
        await stage.Office.Admin.SetGroupAsync("desk", new GroupRequest([alice.User]));
        await stage.Office.Admin.SetGroupAsync("research", new GroupRequest([carol.User]));
        await stage.BarrierAsync("desk", "research");
        var partly = await alice.SayAsync(room, "for bob only");
        Assert.Equal(("2.1.3", "5.1.2", carol.User), (partly.Code, Assert.Single(partly.Recipients!).Code, partly.Recipients![0].User));
        var refused = await alice.SayAsync(direct, "for nobody");
        Assert.Equal(("5.1.2", null), (refused.Code, refused.Seq));
    }

    [Fact]
    public async Task Redacted_ReceiversGetTheOtherBody_AndCanProveThatTheProxyTookItOut()
    {
        await using var stage = await ProxyScene.OpenAsync();
        await stage.Office.Admin.SetDetectorAsync("payment-card", new DetectorRequest(DetectorRequest.Redact));
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        await stage.CloseAsync(carol);
        using var fresh = new Interop.Client.OcipClient(stage.Scene.Server.Address, null);
        var keys = await fresh.KeysAsync();
        await using var toBob = new RecordedStream(stage.Scene.Server.Address, bob.Token, new ReceiptVerifier(keys));
        await using var toCarol = new RecordedStream(stage.Scene.Server.Address, carol.Token, new ReceiptVerifier(keys));
        var said = await alice.SayAsync(room, Card);
        Assert.Equal(("2.1.3", "2.1.1"), (said.Code, Assert.Single(said.Recipients!).Code));
        await toBob.UntilAsync(s => s.Events.Any(e => e.Id == said.Event), "the redacted message");
        await stage.OpenHoursAsync(carol);
        await toCarol.UntilAsync(s => s.Events.Any(e => e.Id == said.Event), "the redacted message, released");
        foreach (var stream in new[] { toBob, toCarol })
        {
            Assert.Empty(stream.Faults);
            var item = Assert.Single(stream.Items, i => i.Event?.Id == said.Event);
            Assert.Equal("my card is ████", item.Event!.Body!.Content.GetProperty("part").GetProperty("content").GetString());
            Assert.DoesNotContain("4111", item.Event.Body.Content.GetRawText(), StringComparison.Ordinal);
            Assert.NotNull(Assert.Single(item.Stamps!).Stamp.Redacted);
        }
        Assert.Contains(Card, (await stage.Scene.AuditAsync()).Texts);

        // Without the proxy's key, or without the stamp, nobody takes another body for what was signed.
        var strict = new ReceiptVerifier(new Protocol.Signatures.JsonWebKeySet([.. keys.Keys.Where(k => k.Purpose != "stamp")]));
        Assert.Contains(await ReadAllAsync(stage, bob, strict), f => f.Contains("not signed by a known key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quarantined_WaitsUntilSomebodyHasReviewedIt()
    {
        await using var stage = await ProxyScene.OpenAsync();
        await stage.Office.Admin.SetDetectorAsync("payment-card", new DetectorRequest(DetectorRequest.Review));
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        var good = await alice.SayAsync(room, Card);
        var bad = await alice.SayAsync(room, Card + " too");
        Assert.Equal(("2.1.2", "2.1.2"), (good.Code, bad.Code));
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "nothing to see")).Code);
        await listening.UntilTextAsync("nothing to see");
        Assert.Equal([good.Event!.Value, bad.Event!.Value], (await stage.Office.Admin.ReviewsAsync()).Select(r => r.Event));

        await stage.Office.Admin.ReviewAsync(bad.Event!.Value, new ReviewRequest(ReviewRequest.Block));
        await stage.Office.Admin.ReviewAsync(good.Event!.Value, new ReviewRequest(ReviewRequest.Release));
        await listening.UntilTextAsync(Card);
        Assert.Equal(["nothing to see", Card], listening.Texts);
        Assert.Empty(await stage.Office.Admin.ReviewsAsync());
        await stage.Office.Admin.SetDetectorAsync("payment-card", new DetectorRequest(DetectorRequest.Block));
        var refused = await alice.SayAsync(room, Card);
        Assert.Equal("5.1.1", refused.Code);
        Assert.DoesNotContain("4111", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EditOfWhatWaitsForAReview_WaitsWithIt_AndComesAfterIt_OrNever()
    {
        await using var stage = await ProxyScene.OpenAsync();
        await stage.Office.Admin.SetDetectorAsync("payment-card", new DetectorRequest(DetectorRequest.Review));
        var (alice, bob, _) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        var (good, bad) = ((await alice.SayAsync(room, Card)).Event!.Value, (await alice.SayAsync(room, Card + " too")).Event!.Value);
        foreach (var (original, text) in new[] { (good, "without a number"), (bad, "never read") })
            Assert.Equal(("2.1.2", "2.1.2"), Codes(await alice.SubmitAsync(Actor.Edit(room, original, text))));
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "nothing to see")).Code);
        await listening.UntilTextAsync("nothing to see");
        Assert.Equal(["nothing to see"], listening.Texts);

        await stage.Office.Admin.ReviewAsync(bad, new ReviewRequest(ReviewRequest.Block));
        await stage.Office.Admin.ReviewAsync(good, new ReviewRequest(ReviewRequest.Release));
        await listening.UntilTextAsync("without a number");
        Assert.Equal(["nothing to see", Card, "without a number"], listening.Texts);
        Assert.Empty(await stage.Office.Admin.ReviewsAsync());
        // The message is with bob now, and so is each edit of it at once; the other never comes.
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Edit(room, good, "once more"))).Code);
        Assert.Equal("5.1.0", (await alice.SubmitAsync(Actor.Edit(room, bad, "once more"))).Code);
        await listening.UntilTextAsync("once more");
        Assert.DoesNotContain("never read", listening.Texts);
        Assert.Empty(listening.Faults);

        static (string Event, string Recipient) Codes(Interop.Protocol.ClientApi.SubmitResult result) => (result.Code, Assert.Single(result.Recipients!).Code);
    }

    [Fact]
    public async Task FeedThatWasSetUpAnew_IsFollowedFromItsBeginning_AndWhatIsHeldIsAskedFor()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var (alice, bob, carol) = await stage.Scene.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        await stage.CloseAsync(carol);
        await alice.SayAsync(room, "held");
        for (var i = 0; i < 3; i++)
            await stage.CloseAsync(carol);
        await Pause.Ms(1500);
        await stage.Proxy.KillAsync();
        await using (var store = new SqliteConnection($"Data Source={Path.Combine(stage.Proxy.Data, "ocip.db")};Pooling=False"))
            await store.ExecuteAsync("DELETE FROM hold_changes; DELETE FROM sqlite_sequence WHERE name='hold_changes'");
        await stage.StartProxyAsync();
        var listening = carol.Listen();
        await stage.OpenHoursAsync(carol);
        await listening.UntilTextAsync("held");
    }

    [Fact]
    public async Task Untold_IsSealedInBothArchives_AndGoesOnOnceTold()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var alice = await stage.Scene.PersonAsync("alice");
        using var bridge = await BridgeActor.OpenAsync(stage.Scene, "xmpp");
        var outsider = await bridge.ContactAsync("bob@xmpp.test");
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var listening = alice.Listen();
        var said = await bridge.SayAsync(room, outsider, "are you there?");
        Assert.Equal("2.0.1", said.Code);
        Assert.Equal("sealed", (await stage.Scene.AuditAsync()).Events[said.Event!.Value.Value].BodyAbsent);
        var theirs = Assert.Single((await stage.AuditProxyAsync()).OfKind("decision"), r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value);
        Assert.Equal("sealed", theirs.BodyAbsent);
        await bridge.TellAsync(room, outsider.User);
        await listening.UntilTextAsync("are you there?");
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, outsider, "now told")).Code);
        theirs = Assert.Single((await stage.AuditProxyAsync()).OfKind("decision"), r => r.Index == theirs.Index);
        Assert.NotNull(theirs.Body);
    }

    [Theory]
    [InlineData(DetectorRequest.Redact)]
    [InlineData(DetectorRequest.Review)]
    public async Task Untold_IsSealed_WhateverADetectorAsksFor(string action)
    {
        await using var stage = await ProxyScene.OpenAsync();
        await stage.Office.Admin.SetDetectorAsync("payment-card", new DetectorRequest(action));
        var alice = await stage.Scene.PersonAsync("alice");
        using var bridge = await BridgeActor.OpenAsync(stage.Scene, "xmpp");
        var outsider = await bridge.ContactAsync("bob@xmpp.test");
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var listening = alice.Listen();
        var said = await bridge.SayAsync(room, outsider, Card);
        Assert.Equal("2.0.1", said.Code);
        Assert.Equal("sealed", (await stage.AuditProxyAsync()).OfKind("decision").Single(r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value).BodyAbsent);
        Assert.Equal("sealed", (await stage.Scene.Office.Archive.RecordAsync(said.Index!.Value)).BodyAbsent);
        await bridge.TellAsync(room, outsider.User);
        Assert.NotNull((await stage.Scene.Office.Archive.RecordAsync(said.Index.Value)).Body);
        if (action == DetectorRequest.Review)
            await stage.Office.Admin.ReviewAsync(Assert.Single(await stage.Office.Admin.ReviewsAsync()).Event, new ReviewRequest(ReviewRequest.Release));
        await listening.UntilAsync(s => s.Items.Any(i => i.Event?.Id == said.Event), "the release");
        Assert.Equal(action == DetectorRequest.Review ? [Card] : ["my card is ████"], listening.Texts);
        Assert.Empty(listening.Faults);
    }

    [Fact]
    public async Task SealedForNobodyWhoWaits_IsOpenAtTheProxyToo_OnceItsSenderWasTold()
    {
        await using var stage = await ProxyScene.OpenAsync();
        var alice = await stage.Scene.PersonAsync("alice");
        using var bridge = await BridgeActor.OpenAsync(stage.Scene, "xmpp");
        await stage.Scene.Admin.LinkAsync(alice.User, bridge.Network, new LinkRequest("alice@xmpp.test"));
        var outsider = await bridge.ContactAsync("bob@xmpp.test");
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        await bridge.ObserveAsync(room, "seen@rooms.xmpp.test");
        var said = await bridge.SayAsync(room, outsider, "seen by all, told nobody");
        Assert.Equal("sealed", (await AtTheProxyAsync()).BodyAbsent);
        await bridge.TellAsync(room, outsider.User);
        await EvidenceWorld.UntilAsync(AtTheProxyAsync, record => record.BodyAbsent is null);
        Assert.NotNull((await AtTheProxyAsync()).Body);

        async Task<Interop.Protocol.ArchiveApi.ArchiveRecord> AtTheProxyAsync() =>
            Assert.Single((await stage.AuditProxyAsync()).OfKind("decision"), r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value);
    }

    private static async Task<IReadOnlyList<string>> ReadAllAsync(ProxyScene stage, Actor reader, ReceiptVerifier verifier)
    {
        await using var stream = new RecordedStream(stage.Scene.Server.Address, reader.Token, verifier);
        await stream.UntilAsync(s => s.Faults.Count > 0, "a fault");
        return stream.Faults;
    }
}
