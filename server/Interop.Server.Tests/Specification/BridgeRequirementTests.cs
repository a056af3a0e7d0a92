using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Specification;

/// <summary>What the provider owes bridges, and what it holds them to (spec 07, 11), over the wire.</summary>
[Collection(RealServerTests.Name)]
public sealed class BridgeRequirementTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    private string Network => "net" + suffix;

    [Fact]
    public async Task UntoldSender_IsSealed_UntilTheNoticeIsReported_ThenReleasedInOrder()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob", "Bob")).User;
        var room = await bridge.DirectAsync(bob, alice.User);
        var stream = alice.Listen();

        var first = await bridge.SayAsync(room, bob, "first");
        var second = await bridge.SayAsync(room, bob, "second");
        Assert.Equal(["2.0.1", "2.0.1"], new[] { first.Code, second.Code });
        var record = await scene.Office.Archive.RecordAsync(first.Index!.Value);
        Assert.Equal(("sealed", null), (record.BodyAbsent, record.Body));
        Assert.Contains(await JournalAsync(), r => r.Index == first.Index && r is { BodyAbsent: "sealed", Body: null });

        Assert.Equal("5.2.0", (await bridge.TellAsync(room, "another version", bob))?.Code);
        Assert.Empty(stream.Texts);
        await bridge.TellAsync(room, bob);

        await stream.UntilCountAsync(2);
        Assert.Equal(["first", "second"], stream.Texts);
        Assert.All(stream.Items.Where(i => i.Event?.Header.Type == EventTypes.Message), i => Assert.True(i.Released));
        Assert.NotNull((await scene.Office.Archive.RecordAsync(first.Index.Value)).Body);
        Assert.Equal("2.0.0", (await bridge.SayAsync(room, bob, "third")).Code);
        Assert.Empty(stream.Faults);
    }

    [Fact]
    public async Task RefusedBeforeTold_KeepsNoBody_AfterwardsItDoes()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob")).User;
        var room = await bridge.DirectAsync(bob, alice.User);
        await scene.Admin.SetGroupAsync("in" + suffix, new GroupRequest([alice.User]));
        await scene.Admin.SetGroupAsync("out" + suffix, new GroupRequest([bob]));
        await scene.BarrierAsync("wall" + suffix, "in" + suffix, "out" + suffix);

        var untold = await bridge.SayAsync(room, bob, "before");
        await bridge.TellAsync(room, bob);
        var told = await bridge.SayAsync(room, bob, "after");

        Assert.Equal(("5.1.2", "5.1.2"), (untold.Code, told.Code));
        Assert.Equal("notKept", (await scene.Office.Archive.RecordAsync(untold.Index!.Value)).BodyAbsent);
        Assert.NotNull((await scene.Office.Archive.RecordAsync(told.Index!.Value)).Body);
    }

    [Fact]
    public async Task Stream_ListsThoseWhoAreToGetItNow()
    {
        var (alice, carol) = (await scene.PersonAsync("alice" + suffix), await scene.PersonAsync("carol" + suffix));
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var (bob, dora) = ((await bridge.ContactAsync("bob")).User, (await bridge.ContactAsync("dora")).User);
        await scene.Admin.LinkAsync(alice.User, Network, new LinkRequest("alice-native"));
        var room = (await carol.Client.CreateRoomAsync(new CreateRoomRequest("group", [alice.User, bob, dora], "Project"))).Room;
        await bridge.TellAsync(room, bob, dora);

        var fromCarol = await carol.SayAsync(room, "from a client");
        var fromBob = await bridge.SayAsync(room, bob, "from the network");
        var fromAlice = await alice.SayAsync(room, "from the linked employee's own client");
        await scene.CloseAsync(alice);
        var held = await carol.SayAsync(room, "held for alice");

        var items = await bridge.ItemsAsync(room);
        Assert.Equivalent(new[] { alice.User, bob, dora }, Listed(items, fromCarol), strict: true);
        Assert.Equivalent(new[] { alice.User, dora }, Listed(items, fromBob), strict: true);
        Assert.Equivalent(new[] { alice.User, bob, dora }, Listed(items, fromAlice), strict: true);
        Assert.Equivalent(new[] { bob, dora }, Listed(items, held), strict: true);

        await scene.OpenAsync(alice);
        var released = await bridge.UntilReleasedAsync(room);
        Assert.Equal(held.Event, released.Event!.Id);
        Assert.Equal([alice.User], released.Recipients!);
    }

    [Fact]
    public async Task ObservedPortal_IsDeclared_AndItsPeopleAreNotListed_AndTheRecordSaysWhatWasNotPrevented()
    {
        var (alice, carol) = (await scene.PersonAsync("alice" + suffix), await scene.PersonAsync("carol" + suffix));
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var (bob, dora) = ((await bridge.ContactAsync("bob")).User, (await bridge.ContactAsync("dora")).User);
        await scene.Admin.LinkAsync(alice.User, Network, new LinkRequest("alice-native"));
        var room = (await carol.Client.CreateRoomAsync(new CreateRoomRequest("group", [alice.User, bob, dora], "Observed"))).Room;
        await bridge.TellAsync(room, bob, dora);
        Assert.Null(await bridge.TryPortalAsync(new Portal(room, Portal.Observed, "!native" + suffix)));

        Assert.Equal([(Network, "observed")], (await carol.Client.RoomAsync(room)).Portals.Select(p => (p.Network, p.Kind)));
        var declared = (await carol.Client.HistoryAsync(room)).Items[^1].Event!;
        Assert.Equal(EventTypes.Room, declared.Header.Type);
        Assert.Contains("observed", declared.Header.State.ToString(), StringComparison.Ordinal);

        await scene.CloseAsync(alice);
        var said = await bridge.SayAsync(room, bob, "seen by all who are there");
        Assert.DoesNotContain(await bridge.ItemsAsync(room), i => i.Event!.Id == said.Event);
        var decision = (await scene.Office.Archive.RecordAsync(said.Index!.Value)).Record.GetProperty("decision");
        Assert.Equal([alice.User.Value], decision.GetProperty("notPrevented").EnumerateArray().Select(u => u.GetString()));
        Assert.Equal("2.0.0", said.Code);
        Assert.Contains((await AuditAsync()).OfKind("portal"), r => r.Record.GetProperty("room").GetString() == room.Value && r.Record.GetProperty("portal").GetString() == "observed");
    }

    [Fact]
    public async Task ObservedPortal_LetsTheNetworkSayWhoIsInIt()
    {
        var carol = await scene.PersonAsync("carol" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var (bob, dora) = ((await bridge.ContactAsync("bob")).User, (await bridge.ContactAsync("dora")).User);
        var room = (await carol.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob], "Observed"))).Room;
        EventDraft joins = Actor.Membership(room, dora, "join") with { Sender = dora }, removes = Actor.Membership(room, dora, "remove") with { Sender = bob };

        Assert.Equal("5.5.4", (await bridge.SubmitAsync(joins)).Code);
        Assert.Null(await bridge.TryPortalAsync(new Portal(room, Portal.Observed, "!native" + suffix)));
        Assert.Equal("2.0.0", (await bridge.SubmitAsync(joins)).Code);
        Assert.Equal("2.0.0", (await bridge.SubmitAsync(removes)).Code);
    }

    [Fact]
    public async Task RoomOfATransaction_IsMadeOnce_AndNobodyIsBroughtBack()
    {
        var (alice, carol) = (await scene.PersonAsync("alice" + suffix), await scene.PersonAsync("carol" + suffix));
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        using var other = await BridgeActor.RegisterAsync(scene, Network + "x");
        var (bob, dora) = ((await bridge.ContactAsync("bob")).User, (await bridge.ContactAsync("dora")).User);
        var request = new BridgeRoomRequest(Actor.NewTransaction(), bob, [alice.User, carol.User], "Project");

        var twice = await Task.WhenAll(bridge.GroupAsync(request), bridge.GroupAsync(request));
        var room = twice[0].Room;
        Assert.Equal(room, twice[1].Room);
        Assert.Equal(4, (await alice.Client.RoomAsync(room)).Head);

        Assert.Equal("2.0.0", (await carol.SubmitAsync(Actor.Membership(room, carol.User, "leave"))).Code);
        // As after a crash in the middle of the making: who is missing is added, who left is not.
        var again = await bridge.GroupAsync(request with { Participants = [alice.User, carol.User, dora] });
        Assert.Equal(room, again.Room);
        Assert.Equal(new HashSet<UserId> { alice.User, bob, dora }, again.Participants.Select(p => p.User).ToHashSet());

        Assert.Equal("5.5.2", (await bridge.TryGroupAsync(request with { Creator = (await bridge.ContactAsync("erin")).User }))?.Code);
        Assert.NotEqual(room, (await bridge.GroupAsync(request with { Transaction = Actor.NewTransaction() })).Room);
        Assert.NotEqual(room, (await other.GroupAsync(new BridgeRoomRequest(request.Transaction, (await other.ContactAsync("bob")).User, [alice.User]))).Room);
    }

    [Fact]
    public async Task ClosedPortal_IsArchived_AndDeclaredNoLonger()
    {
        var carol = await scene.PersonAsync("carol" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob")).User;
        var room = await bridge.DirectAsync(bob, carol.User);
        var (one, two) = (new Portal(room, Portal.Gated, "!one /?&" + suffix, bob), new Portal(room, Portal.Gated, "!two" + suffix, bob));
        Assert.Null(await bridge.TryPortalAsync(one));
        Assert.Null(await bridge.TryPortalAsync(two));

        await bridge.ClosePortalAsync("!none");
        await bridge.ClosePortalAsync(one.NativeRoom);
        await bridge.ClosePortalAsync(one.NativeRoom);
        Assert.Equal([two], await bridge.PortalsAsync());
        Assert.NotEmpty((await carol.Client.RoomAsync(room)).Portals);
        await bridge.ClosePortalAsync(two.NativeRoom);
        Assert.Empty((await carol.Client.RoomAsync(room)).Portals);
        Assert.Contains("\"portals\":[]", (await carol.Client.HistoryAsync(room)).Items[^1].Event!.Header.State.ToString(), StringComparison.Ordinal);
        var records = (await AuditAsync()).OfKind("portal").Where(r => r.Record.GetProperty("room").GetString() == room.Value);
        Assert.Equal(["gated", "gated", "closed", "closed"], records.Select(r => r.Record.GetProperty("portal").GetString()));
    }

    [Fact]
    public async Task NativeRepeat_IsAnsweredAsTheFirstTime()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob")).User;
        var room = await bridge.DirectAsync(bob, alice.User);
        await bridge.TellAsync(room, bob);
        var draft = bridge.Message(room, bob, "once");

        var first = await bridge.SubmitAsync(draft);
        var again = await bridge.SubmitAsync(draft);

        Assert.Equal("2.0.0", first.Code);
        Assert.Equal((first.Event, first.Seq, first.Index), (again.Event, again.Seq, again.Index));
    }

    [Fact]
    public async Task Provenance_IsDemandedOfBridges_OfTheirOwnNetwork_AndOfNobodyElse()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob")).User;
        var room = await bridge.DirectAsync(bob, alice.User);
        await bridge.TellAsync(room, bob);
        var draft = bridge.Message(room, bob, "hello");

        Assert.Equal("5.5.0", (await bridge.SubmitAsync(draft with { Provenance = null })).Code);
        Assert.Equal("5.5.0", (await bridge.SubmitAsync(draft with { Provenance = draft.Provenance! with { Network = "elsewhere" } })).Code);
        Assert.Equal("5.5.0", (await alice.SubmitAsync(Actor.Message(room, "hello") with { Provenance = draft.Provenance })).Code);
    }

    [Fact]
    public async Task Bridge_IsHeldToItsNetwork()
    {
        var (alice, carol) = (await scene.PersonAsync("alice" + suffix), await scene.PersonAsync("carol" + suffix));
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob")).User;
        var room = await bridge.DirectAsync(bob, alice.User);
        await bridge.TellAsync(room, bob);
        var said = await bridge.SayAsync(room, bob, "hello");
        var manifest = new CapabilityManifest { Network = "elsewhere", Connector = "Test 1", Portals = ["gated"], Features = [], Encryption = "none", TextOctetsMax = 1000 };

        Assert.Equal("5.5.0", (await bridge.TryManifestAsync(manifest))?.Code);
        Assert.Null(await bridge.TryManifestAsync(manifest with { Network = Network }));
        Assert.Equal("5.1.0", (await bridge.TellAsync(room, (await bridge.NoticeAsync()).Version, alice.User))?.Code);
        Assert.Equal("5.1.0", (await bridge.TryReportAsync(new DeliveryReport(said.Event!.Value, alice.User, "2.0.0")))?.Code);
        Assert.Equal("5.1.0", (await bridge.TryDirectAsync(alice.User, carol.User))?.Code);
        Assert.Equal("5.1.0", (await bridge.SayAsync(room, alice.User, "as somebody else")).Code);
    }

    [Fact]
    public async Task Report_IsArchived_AndToldToTheSender()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = (await bridge.ContactAsync("bob")).User;
        var room = await bridge.DirectAsync(bob, alice.User);
        var stream = alice.Listen();
        var said = await alice.SayAsync(room, "are you there?");

        Assert.Null(await bridge.TryReportAsync(new DeliveryReport(said.Event!.Value, bob, "2.0.0", "$native", ["The formatting was left out."])));

        await stream.UntilAsync(s => s.Items.Any(i => i.Kind == SyncItem.KindStatus), "the status");
        var status = stream.Items.Single(i => i.Kind == SyncItem.KindStatus).Status!;
        Assert.Equal((said.Event, bob, "2.0.0"), (status.Event, status.Recipient, status.Code));
        Assert.Equal(["The formatting was left out."], status.Fidelity!);
        Assert.Contains((await AuditAsync()).OfKind("report"), r => r.Record.GetProperty("event").GetString() == said.Event.Value.Value);
    }

    [Fact]
    public async Task Contact_HasAPseudonym_AndIsOneUser()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        using var bridge = await BridgeActor.RegisterAsync(scene, Network);
        var bob = await bridge.ContactAsync("bob@partner.example", "Bob");
        var again = await bridge.ContactAsync("bob@partner.example", "Robert");

        Assert.Equal(bob.User, again.User);
        Assert.Equal("Robert", again.DisplayName);
        Assert.Matches($"^{Network}-[0-9a-f]{{20}}$", bob.User.Local);
        Assert.NotEqual(bob.User, (await bridge.ContactAsync("bob@other.example")).User);
        var taken = await Assert.ThrowsAsync<OcipProblemException>(() => scene.Admin.LinkAsync(alice.User, Network, new LinkRequest("bob@partner.example")));
        Assert.Equal("5.5.2", taken.Problem.Code);
    }

    private static UserId[] Listed(IReadOnlyList<SyncItem> items, SubmitResult sent) => items.Single(i => i.Event!.Id == sent.Event && i.Released is null).Recipients!;

    private Task<ArchiveAudit> AuditAsync() => scene.AuditAsync();

    private async Task<List<ArchiveRecord>> JournalAsync()
    {
        var size = (await scene.AuditAsync()).Checkpoint.Size;
        var records = new List<ArchiveRecord>();
        await foreach (var record in scene.Office.Archive.JournalAsync())
        {
            records.Add(record);
            if (record.Index == size - 1)
                break;
        }
        return records;
    }
}
