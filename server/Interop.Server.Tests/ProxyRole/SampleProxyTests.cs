using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client.Receipts;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.ProxyApi;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>The sample of a compliance proxy in front of the real provider, which believes only answers whose stamps and receipts are good (spec 07).</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class SampleProxyTests : IAsyncLifetime
{
    private const string Secret = "this is a secret";
    private SampleProxyProcess? started;
    private Scene? scene;

    private SampleProxyProcess Sample => started ?? throw new InvalidOperationException("not started");

    private Scene Acme => scene ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        started = await SampleProxyProcess.OpenAsync(ServerProcess.Provider);
        scene = await Scene.OpenAsync([.. started.Options(), "--failure-policy", "queue"]);
    }

    public async Task DisposeAsync()
    {
        if (scene is not null)
            await scene.DisposeAsync();
        if (started is not null)
            await started.DisposeAsync();
    }

    [Fact]
    public async Task Allowed_IsDelivered_WithItsStampOnRecord_AndInTheSamplesLog()
    {
        var (alice, bob, carol) = await Acme.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob, carol);
        var listening = bob.Listen();
        var said = await alice.SayAsync(room, "good morning");
        Assert.Equal("2.0.0", said.Code);
        await listening.UntilTextAsync("good morning");
        Assert.Empty(listening.Faults);
        var own = (await Acme.AuditAsync()).Events[said.Event!.Value.Value].Record.GetProperty("decision");
        var theirs = Assert.Single((await Sample.AuditAsync()).OfKind("decision"), r => r.Record.GetProperty("event").GetString() == said.Event!.Value.Value);
        Assert.Equal("local", theirs.Record.GetProperty("direction").GetString());
        var answer = JsonSerializer.Deserialize(Sample.Relay.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal)).Answer, OcipJson.Default.EvaluateResponse)!;
        Assert.Equal(Base64UrlText.Of(StampDigest.Of(answer.Results[^1].Stamp!)), Assert.Single(own.GetProperty("stamps").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Embargo_WaitsWithItsEdit_UntilAReviewerHasDecided()
    {
        var (alice, bob, _) = await Acme.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        var good = await alice.SayAsync(room, "under embargo");
        var edit = await alice.SubmitAsync(Actor.Edit(room, good.Event!.Value, "no longer so"));
        var bad = await alice.SayAsync(room, "under embargo, too");
        Assert.Equal(["2.1.2", "2.1.2", "2.1.2"], [good.Code, edit.Code, bad.Code]);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "nothing to see")).Code);
        await listening.UntilTextAsync("nothing to see");
        await Sample.Office.Admin.ReviewAsync(bad.Event!.Value, new ReviewRequest(ReviewRequest.Block));
        await Sample.Office.Admin.ReviewAsync(good.Event!.Value, new ReviewRequest(ReviewRequest.Release));
        await listening.UntilTextAsync("no longer so");
        Assert.Equal(["nothing to see", "under embargo", "no longer so"], listening.Texts);
        Assert.Empty(listening.Faults);
        Assert.Empty(await Sample.Office.Admin.ReviewsAsync());
        Assert.Equal(3, (await Sample.AuditAsync()).OfKind("decision").Count(r => r.Record.GetProperty("direction").GetString() == "release"));
    }

    [Fact]
    public async Task Bomb_IsRefused_AndNobodyHearsOfIt()
    {
        var (alice, bob, _) = await Acme.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        var refused = await alice.SayAsync(room, "it is a bomb");
        Assert.Equal(("5.1.1", null), (refused.Code, refused.Seq));
        Assert.DoesNotContain("bomb", refused.Detail, StringComparison.Ordinal);
        await alice.SayAsync(room, "good morning");
        await listening.UntilTextAsync("good morning");
        Assert.Equal(["good morning"], listening.Texts);
    }

    [Theory]
    [InlineData(Secret)]
    [InlineData("my card is 4111 1111 1111 1111")]
    public async Task Secret_IsTakenOut_AndReceiversCanProveThatTheProxyDidIt(string text)
    {
        var (alice, bob, _) = await Acme.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        using var nobody = new Interop.Client.OcipClient(Acme.Server.Address, null);
        await using var listening = new RecordedStream(Acme.Server.Address, bob.Token, new ReceiptVerifier(await nobody.KeysAsync()));
        var said = await alice.SayAsync(room, text);
        Assert.Equal("2.0.2", said.Code);
        await listening.UntilAsync(s => s.Events.Any(e => e.Id == said.Event), "the redacted message");
        Assert.Empty(listening.Faults);
        var item = Assert.Single(listening.Items, i => i.Event?.Id == said.Event);
        Assert.Equal("""{"part":{"cardinality":"null"}}""", item.Event!.Body!.Content.GetRawText());
        Assert.NotNull(Assert.Single(item.Stamps!).Stamp.Redacted);
    }

    [Fact]
    public async Task Untold_IsSealed_AlsoWhereItWouldBeRedacted_AndGoesOnOnceTold()
    {
        var alice = await Acme.PersonAsync("alice");
        var late = await Acme.UntoldAsync("late");
        using var bridge = await BridgeActor.OpenAsync(Acme, "xmpp");
        var outsider = await bridge.ContactAsync("bob@xmpp.test");
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var listening = alice.Listen();
        var said = await bridge.SayAsync(room, outsider, "are you there?");
        var secret = await bridge.SayAsync(room, outsider, Secret);
        Assert.Equal(("2.0.1", "2.0.1"), (said.Code, secret.Code));
        Assert.Equal(2, (await Sample.AuditAsync()).OfKind("decision").Count(r => r.BodyAbsent == "sealed"));
        Assert.Equal("5.2.0", (await late.SayAsync(await Scene.RoomAsync(alice, late), "first day")).Code);
        Assert.Equal("notKept", (await Sample.AuditAsync()).Records[^1].BodyAbsent);

        await bridge.TellAsync(room, outsider.User);
        await listening.UntilTextAsync("are you there?");
        await listening.UntilAsync(s => s.Events.Any(e => e.Id == secret.Event), "the redacted message");
        Assert.Equal(["are you there?"], listening.Texts);
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, outsider, "now told")).Code);
        Assert.DoesNotContain((await Sample.AuditAsync()).Records, r => r.BodyAbsent == "sealed");
    }

    [Fact]
    public async Task Killed_AnswersTheSameAgain_AndWhatWaitedGoesOnInOrder()
    {
        var (alice, bob, _) = await Acme.ThreeAsync();
        var room = await Scene.RoomAsync(alice, bob);
        var listening = bob.Listen();
        var held = await alice.SayAsync(room, "under embargo");
        var (_, question, answer) = Sample.Relay.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal));
        await Sample.KillAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal("2.1.0", (await alice.SayAsync(room, $"a{i}")).Code);
        Assert.Empty(listening.Texts);
        await Sample.StartAsync();
        await listening.UntilCountAsync(5);
        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], listening.Texts);
        Assert.Equal(Stamp(answer), Stamp(await AskAsync(question)));

        await Sample.Office.Admin.ReviewAsync(held.Event!.Value, new ReviewRequest(ReviewRequest.Release));
        await listening.UntilTextAsync("under embargo");
        Assert.Empty(listening.Faults);
        await Sample.AuditAsync();
    }

    [Fact]
    public async Task WhatIsDecidedForColleagues_StandsBesideTheStampThatGoesOut()
    {
        var (alice, bob, carol) = await Acme.ThreeAsync();
        await alice.SayAsync(await Scene.RoomAsync(alice, bob, carol), "good morning");
        var question = JsonNode.Parse(Sample.Relay.Seen.Last(s => s.Path.EndsWith("/evaluate", StringComparison.Ordinal)).Request)!;
        var item = question["items"]![0]!;
        item["direction"] = "egress";
        item["recipients"]![0]!["user"] = "ocip://globex.example/u/eve";
        item["recipients"]![1]!["persona"] = "personal";
        var result = JsonSerializer.Deserialize(await AskAsync(question.ToJsonString()), OcipJson.Default.EvaluateResponse)!.Results[0];
        Assert.Equal(("2.1.3", "2.0.0", null), (result.Code, result.Stamp!.Code, result.Stamp.Recipients));
        Assert.Equal((carol.User, "5.3.0"), (Assert.Single(result.Own!.Recipients).User, result.Own.Recipients[0].Code));
        Assert.Equal(StampDigest.OfOwn(result.Own), result.Stamp.Own);
    }

    private static string Stamp(string answer) => JsonSerializer.Serialize(JsonSerializer.Deserialize(answer, OcipJson.Default.EvaluateResponse)!.Results[0].Stamp!, OcipJson.Default.Stamp);

    private async Task<string> AskAsync(string question)
    {
        using var http = new HttpClient { BaseAddress = Sample.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Sample.Token);
        using var body = new StringContent(question, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("ocip/v1/proxy/evaluate", UriKind.Relative), body);
        return await answer.Content.ReadAsStringAsync();
    }
}
