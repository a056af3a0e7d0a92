using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>What the server promises a bridge, and the people behind it (spec 11).</summary>
[Collection(RealServerTests.Name)]
public sealed class BridgeStories(RealServer server) : IAsyncLifetime, IDisposable
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();
    private BridgeActor bridge = null!;
    private UserView outsider = null!;
    private Actor alice = null!;
    private Actor bob = null!;
    private Actor carol = null!;

    public async Task InitializeAsync()
    {
        (alice, bob, carol) = await scene.ThreeAsync(suffix);
        bridge = await BridgeActor.OpenAsync(scene, "net" + suffix);
        outsider = await bridge.ContactAsync("x@example.org", displayName: "Xenia");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => bridge.Dispose();

    [Fact]
    public async Task FirstMessageOfAnOutsider_IsSealedUntilTheNoticeIsOut()
    {
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var toAlice = alice.Listen();
        var first = await bridge.SayAsync(room, outsider, "hello?");
        var second = await bridge.SayAsync(room, outsider, "anybody?");
        Assert.Equal(["2.0.1", "2.0.1"], [first.Code, second.Code]);
        var own = await alice.SayAsync(room, "what I say need not wait");
        await toAlice.UntilTextAsync("what I say need not wait");
        Assert.Equal(["what I say need not wait"], toAlice.Texts);
        Assert.DoesNotContain((await alice.Client.HistoryAsync(room)).Items, i => i.Event!.Id == first.Event);
        var isSealed = await scene.Office.Archive.RecordAsync(first.Index!.Value);
        Assert.Equal((null, "sealed"), (isSealed.Body, isSealed.BodyAbsent));

        await bridge.TellAsync(room, outsider.User);
        await toAlice.UntilTextAsync("anybody?");
        Assert.Equal(["what I say need not wait", "hello?", "anybody?"], toAlice.Texts);
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, outsider, "now I know")).Code);
        Assert.NotNull((await scene.Office.Archive.RecordAsync(first.Index!.Value)).Body);
        Assert.NotNull(own.Seq);
        Assert.Empty(toAlice.Faults);
        await scene.AuditAsync();
    }

    [Fact]
    public async Task SealedAndClosed_BothMustEnd()
    {
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var toAlice = alice.Listen();
        await scene.CloseAsync(alice);
        var first = await bridge.SayAsync(room, outsider, "late and untold");
        Assert.Equal("2.0.1", first.Code);
        Assert.Equal("sealed", (await scene.Office.Archive.RecordAsync(first.Index!.Value)).BodyAbsent);
        await bridge.TellAsync(room, outsider.User);
        Assert.NotNull((await scene.Office.Archive.RecordAsync(first.Index.Value)).Body);
        Assert.Equal("2.1.1", (await bridge.SayAsync(room, outsider, "late")).Code);
        Assert.Empty(toAlice.Texts);
        await scene.OpenAsync(alice);
        await toAlice.UntilTextAsync("late");
        Assert.Equal(["late and untold", "late"], toAlice.Texts);
    }

    [Fact]
    public async Task SealedThoughSeenOnItsNetwork_IsClosedToTheArchivesReaders()
    {
        await scene.Admin.LinkAsync(alice.User, bridge.Network, new LinkRequest("alice@example.org"));
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        await bridge.ObserveAsync(room, "!seen");
        var said = await bridge.SayAsync(room, outsider, "seen by all, told nobody");
        Assert.Equal("sealed", (await scene.Office.Archive.RecordAsync(said.Index!.Value)).BodyAbsent);
        await bridge.TellAsync(room, outsider.User);
        Assert.NotNull((await scene.Office.Archive.RecordAsync(said.Index.Value)).Body);
    }

    [Fact]
    public async Task TheSameNativeEventAgain_IsOneEvent()
    {
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        await bridge.TellAsync(room, outsider.User);
        var first = await bridge.SubmitAsync(bridge.Draft(room, outsider, "once", "$same"));
        var again = await bridge.SubmitAsync(bridge.Draft(room, outsider, "once", "$same"));
        Assert.Equal((first.Code, first.Event, first.Seq), (again.Code, again.Event, again.Seq));
        var both = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bridge.SubmitAsync(bridge.Draft(room, outsider, "at once", "$race"))));
        Assert.Single(both.Select(b => b.Event).Distinct());
        Assert.Equal(["once", "at once"], (await alice.Client.HistoryAsync(room)).Items.Select(i => RecordedStream.TextOf(i.Event!)).OfType<string>());
    }

    [Fact]
    public async Task TheStream_NamesWhomToDeliverTo()
    {
        await scene.Admin.LinkAsync(bob.User, bridge.Network, new LinkRequest("bob@example.org"));
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User, carol.User, outsider.User], "Mixed"))).Room;
        var linked = await bridge.ContactAsync("bob@example.org");
        Assert.Equal(bob.User, linked.User);
        await bridge.TellAsync(room, outsider.User);

        await alice.SayAsync(room, "from a client");
        await bob.SayAsync(room, "from bob's own client");
        await bridge.SayAsync(room, linked, "from bob on the network");
        await bridge.SayAsync(room, outsider, "from the outsider");
        await scene.CloseAsync(bob);
        await alice.SayAsync(room, "while bob is closed");
        await scene.OpenAsync(bob);
        await Pause.Ms(300);
        var (b, x) = (bob.User.Local, outsider.User.Local);
        Assert.Equal(
            [
                $"from a client → {b},{x}", $"from bob's own client → {b},{x}", $"from bob on the network → {x}", $"from the outsider → {b}",
                $"while bob is closed → {x}", $"while bob is closed → {b}",
            ],
            await bridge.TextsAsync());
        Assert.True((await bridge.ItemsAsync()).Last(i => i.Event is not null).Released);
    }

    [Fact]
    public async Task ALinkMadeLater_OpensTheRoomToTheBridge()
    {
        var room = await Scene.RoomAsync(alice, bob, carol);
        await alice.SayAsync(room, "before the link");
        await scene.Admin.LinkAsync(bob.User, bridge.Network, new LinkRequest("bob@example.org"));
        await alice.SayAsync(room, "after the link");
        Assert.Contains($"after the link → {bob.User.Local}", await bridge.TextsAsync());
        await scene.Admin.UnlinkAsync(bob.User, bridge.Network);
        await alice.SayAsync(room, "without the link");
        Assert.DoesNotContain(await bridge.TextsAsync(), t => t.StartsWith("without", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ObservedRoom_CannotHoldWhatWasSeenThere()
    {
        await scene.Admin.LinkAsync(bob.User, bridge.Network, new LinkRequest("bob@example.org"));
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User, carol.User, outsider.User], "Open room"))).Room;
        await bridge.ObserveAsync(room, "#open:example.org");
        await bridge.TellAsync(room, outsider.User);
        await scene.CloseAsync(bob);
        await scene.CloseAsync(carol);
        Assert.Contains((await alice.Client.RoomAsync(room)).Portals, p => p == new PortalView(bridge.Network, Portal.Observed));

        var sent = await bridge.SayAsync(room, outsider, "seen by bob on the network");
        Assert.Equal("2.1.3", sent.Code);
        Assert.Equal([carol.User], sent.Recipients!.Select(r => r.User)); // for bob nothing was prevented, and nothing is claimed
        Assert.DoesNotContain(await bridge.TextsAsync(), t => t.StartsWith("seen", StringComparison.Ordinal));
        var fromAlice = await alice.SayAsync(room, "not seen yet");
        Assert.Equal([bob.User, carol.User], fromAlice.Recipients!.Select(r => r.User));
    }

    [Fact]
    public async Task Acknowledged_IsNotSentAgain_TheRestIs()
    {
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        await alice.SayAsync(room, "one");
        var one = (await bridge.ItemsAsync())[^1];
        await alice.SayAsync(room, "two");
        await bridge.AckAsync(one.Position);
        Assert.Equal([$"two → {outsider.User.Local}"], await bridge.TextsAsync(after: null));
    }

    [Fact]
    public async Task ADeliveryReport_IsToldToTheSender_AndArchived()
    {
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var toAlice = alice.Listen();
        var sent = await alice.SayAsync(room, "with a table");
        await bridge.ReportAsync(new DeliveryReport(sent.Event!.Value, outsider.User, "2.0.0", "$native", ["The table became plain text."]));
        await toAlice.UntilAsync(s => s.Items.Any(i => i.Status?.Event == sent.Event), "the report");
        var status = toAlice.Items.Single(i => i.Status?.Event == sent.Event).Status!;
        Assert.Equal(("2.0.0", outsider.User), (status.Code, status.Recipient));
        Assert.Equal(["The table became plain text."], status.Fidelity!);
        Assert.Contains((await scene.AuditAsync()).OfKind("report"), r => r.Record.GetProperty("event").GetString() == sent.Event!.Value.Value);
    }

    [Fact]
    public async Task AReportWithTextThatMayNotBe_IsMadeFit()
    {
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        var toAlice = alice.Listen();
        var sent = await alice.SayAsync(room, "bounced");
        await bridge.ReportAsync(new DeliveryReport(sent.Event!.Value, outsider.User, "5.1.0", "$n\u0000", ["\u0007 note"], "\u001b[31m" + new string('é', 10_000)));
        await toAlice.UntilAsync(s => s.Items.Any(i => i.Status?.Event == sent.Event), "the report");
        var status = toAlice.Items.Single(i => i.Status?.Event == sent.Event).Status!;
        Assert.Equal(["\ufffd note"], status.Fidelity!);
        Assert.StartsWith("\ufffd[31mé", status.Detail, StringComparison.Ordinal);
        Assert.True(System.Text.Encoding.UTF8.GetByteCount(status.Detail!) <= 1024);
        await scene.AuditAsync();
    }

    [Fact]
    public async Task ABridge_StaysOnItsNetwork()
    {
        async Task<string> CodeOfAsync(Func<Task> call) => (await Assert.ThrowsAsync<OcipProblemException>(call)).Problem.Code;

        Assert.Equal("5.5.4", await CodeOfAsync(() => bridge.ContactAsync("y@example.net", network: "nowhere")));
        Assert.Equal("5.1.0", await CodeOfAsync(() => bridge.DirectAsync(alice.User, bob.User)));
        var room = await Scene.RoomAsync(alice, bob);
        Assert.Equal("5.1.0", await CodeOfAsync(() => bridge.TellAsync(room, alice.User)));
        var sent = await alice.SayAsync(room, "private");
        Assert.Equal("5.1.0", await CodeOfAsync(() => bridge.ReportAsync(new DeliveryReport(sent.Event!.Value, bob.User, "2.0.0"))));
        var forged = bridge.Draft(room, outsider, "I was never invited");
        Assert.Equal('5', (await bridge.SubmitAsync(forged)).Code[0]);
        Assert.Equal('5', (await bridge.SubmitAsync(forged with { Sender = alice.User })).Code[0]);
        Assert.DoesNotContain(await bridge.ItemsAsync(), i => i.Event?.Header.Room == room);
    }

    [Theory]
    [InlineData("bell\u0007")]
    [InlineData("nul\u0000")]
    [InlineData("not a character\uffff")]
    public async Task ADisplayNameThatTextMayNotHave_IsRefused(string name)
    {
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => bridge.ContactAsync("z@example.org", displayName: name));
        Assert.Equal("5.5.0", refused.Problem.Code);
    }

    [Fact]
    public async Task AContactAskedForByManyAtOnce_IsOneUser()
    {
        var views = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => bridge.ContactAsync("many@example.org")));
        Assert.Single(views.Select(v => v.User).Distinct());
    }

    [Fact]
    public async Task AnOutsider_IsKnownByAPseudonymOnly()
    {
        Assert.DoesNotContain("example", outsider.User.Value[("ocip://" + ServerProcess.Provider.Value).Length..], StringComparison.Ordinal);
        var room = await bridge.DirectAsync(outsider.User, alice.User);
        await bridge.TellAsync(room, outsider.User);
        var sent = await bridge.SayAsync(room, outsider, "hello");
        var record = (await scene.Office.Archive.RecordAsync(sent.Index!.Value)).Record.GetRawText();
        Assert.DoesNotContain("x@example.org", record, StringComparison.Ordinal);
        Assert.DoesNotContain("Xenia", record, StringComparison.Ordinal);
        Assert.Equal(EventTypes.Message, (await alice.Client.HistoryAsync(room)).Items[^1].Event!.Header.Type);
    }
}
