using System.Text.Json;
using Interop.Bridges.Connectors;
using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>OCIP → native.</summary>
public sealed class OutboundTests
{
    [Fact]
    public async Task Message_OpensTheDirectPortal_NoticeFirst_AndIsReported()
    {
        await using var story = await Story.BeginAsync();
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("direct", null, story.Carol, alice).Room;
        var news = story.Server.PushMessage(room, story.Carol, "good morning", [alice]);
        await story.ReportedAsync(1);
        var native = FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost);
        Assert.Equal(["This conversation is recorded.", "good morning"], story.Texts(native));
        Assert.Equal([alice], Assert.Single(story.Server.Notices).Users);
        var shown = story.Net.Timeline(native)[1];
        var report = Assert.Single(story.Server.Reports);
        Assert.Equal((news.Id, alice, "2.0.0", shown.Id.Value), (report.Event, report.Recipient, report.Code, report.NativeId));
        Assert.Null(report.Fidelity);
        Assert.Equal(TransactionKey.Of(Story.CarolsGhost, news.Id, native), shown.Key);
        await Eventually.Holds(() => story.Server.Acked == 0, "the acknowledgement");
        Assert.Empty(story.Server.Submitted);
    }

    [Fact]
    public async Task Disclosure_IsShownAsAMessage()
    {
        await using var story = await Story.BeginAsync();
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("direct", null, story.Carol, alice).Room;
        story.Server.Push(room, story.Carol, EventTypes.Notice, story.Server.ContentOf("Acme reads along."), [alice]);
        story.Server.Push(room, story.Carol, EventTypes.Notice, ScriptedServer.Nothing, [alice]);
        story.Server.PushMessage(room, story.Carol, "good morning", [alice]);
        await story.ReportedAsync(2);
        Assert.Equal(["This conversation is recorded.", "Acme reads along.", "good morning"], story.Texts(FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost)));
    }

    [Fact]
    public async Task Event_GoesToThoseWhomItsItemLists_AndToNobodyElse()
    {
        await using var story = await Story.BeginAsync();
        var (alice, bob) = (story.UserOf(story.Alice), story.UserOf(story.Person("bob")));
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, alice, bob).Room;
        story.Server.PushMessage(room, story.Carol, "for both", [alice, bob]);
        await story.ReportedAsync(2);
        story.Server.PushMessage(room, story.Carol, "for alice", [alice]);
        story.Server.PushMessage(room, story.Carol, "for nobody", []);
        story.Server.PushMessage(room, story.Carol, "for bob", [bob]);
        await story.ReportedAsync(4);
        var shown = story.Server.Portals.Select(p => new NativeRoomId(p.NativeRoom)).Distinct()
            .ToDictionary(p => story.Net.Room(p).Invited.Contains(story.Alice.Account), p => story.Texts(p).Where(t => t.StartsWith("for ", StringComparison.Ordinal)));
        Assert.Equal(["for both", "for alice"], shown[true]);
        Assert.Equal(["for both", "for bob"], shown[false]);
    }

    [Fact]
    public async Task GroupRoom_EachNativePersonGetsAPortalOfTheirOwn()
    {
        await using var story = await Story.BeginAsync();
        var (alice, bob) = (story.UserOf(story.Alice), story.UserOf(story.Person("bob")));
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, alice, bob).Room;
        story.Server.PushMessage(room, story.Carol, "hi all", [alice, bob]);
        await story.ReportedAsync(2);
        var portals = story.Server.Portals.Select(p => new NativeRoomId(p.NativeRoom)).ToList();
        Assert.Equal(2, portals.Distinct().Count());
        foreach (var portal in portals)
        {
            Assert.Equal(["This conversation is recorded.", "hi all"], story.Texts(portal));
            Assert.Equal("Projekt", story.Net.Room(portal).Name);
            Assert.Equal(3, story.Net.Members(portal).Count);
        }
        // Alice writes: Bob sees Alice's ghost in his.
        var alices = portals.Single(p => story.Net.Room(p).Invited.Contains(story.Alice.Account));
        await story.Alice.JoinAsync(alices);
        await story.Alice.SayAsync(alices, "hi from alice");
        await story.SubmittedAsync(1);
        story.Server.PushMessage(room, alice, "hi from alice", [bob]);
        await story.ReportedAsync(3);
        var bobs = portals.Single(p => p != alices);
        Assert.Equal(new NativeUserId("~fake/alice"), story.Net.Timeline(bobs)[2].Sender);
    }

    [Fact]
    public async Task NamesakeAtAnotherProvider_HasAGhostOfTheirOwn_AndIsFoundByItsName()
    {
        await using var story = await Story.BeginAsync();
        var alice = story.UserOf(story.Alice);
        var other = story.Server.AddForeigner("carol", "globex.example", "Carol of Globex");
        var room = story.Server.AddRoom("direct", null, other, alice).Room;
        story.Server.PushMessage(room, other, "not the Carol you know", [alice]);
        await story.ReportedAsync(1);
        var ghost = new NativeUserId("~ocip/carol%40globex.example");
        Assert.Equal(["This conversation is recorded.", "not the Carol you know"], story.Texts(FakeNet.DirectId(story.Alice.Account, ghost)));

        await story.Alice.SayDirectAsync(ghost, "nice to meet you");
        await story.SubmittedAsync(1);
        Assert.Equal(room, story.Server.Submitted[0].Room);
    }

    [Fact]
    public async Task OtherOrganisationsInTheRoom_AreToldOf_AfterTheOwnNotice_AndWhenTheyCome()
    {
        await using var story = await Story.BeginAsync();
        var alice = story.UserOf(story.Alice);
        var bob = story.Server.AddForeigner("bob", "globex.example", "Bob");
        var room = story.Server.AddRoom("group", "Both", bob, alice).Room;
        story.Server.Declare(room, Declaration("acme.example"));
        story.Server.Declare(room, Declaration("globex.example"));
        story.Server.PushMessage(room, bob, "hello", [alice]);
        await story.ReportedAsync(1);
        var native = new NativeRoomId(Assert.Single(story.Server.Portals).NativeRoom);
        Assert.Equal(["This conversation is recorded.", Told("globex.example"), "hello"], story.Texts(native));

        var dora = story.Server.AddForeigner("dora", "initech.example", "Dora");
        story.Server.AddParticipant(room, dora);
        story.Server.Declare(room, Declaration("initech.example"));
        var join = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["target"] = dora.Value, ["membership"] = "join" });
        story.Server.Push(room, bob, EventTypes.Membership, JsonDocument.Parse("{}").RootElement, [alice], state: join);
        story.Server.PushMessage(room, dora, "me too", [alice]);
        await Eventually.Holds(() => story.Texts(native).Contains("me too"), "dora's message");
        Assert.Equal([Told("initech.example"), "me too"], story.Texts(native).Where(t => !t.Contains("joined", StringComparison.Ordinal)).TakeLast(2));

        static SupervisionDeclaration Declaration(string by) => new()
        {
            By = ProviderName.Parse(by), Mode = "archived", Scope = "All.", Purpose = "Records.", LegalBasis = "Law.", Notice = new SupervisionNotice { Version = "1", Digest = new string('A', 43) }, Since = "2026-11-22T12:00:00.000Z",
        };
        static string Told(string by) => $"People of {by} are in this conversation, and {by} archives it too. Scope: All. Purpose: Records. Legal basis: Law.";
    }

    [Fact]
    public async Task EditReplyAndRetraction_FindTheNativeMessage_FromEitherSide()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        var (room, alice) = (story.RoomOf(native), story.UserOf(story.Alice));
        var first = story.Server.PushMessage(room, story.Carol, "frist", [alice]);
        story.Server.Push(room, story.Carol, EventTypes.Edit, ScriptedServer.Content("first"), [alice], new Relation(Relation.Replaces, first.Id));
        story.Server.PushMessage(room, story.Carol, "me again", [alice], replyTo: first.Id);
        await story.ReportedAsync(3);
        var timeline = story.Net.Timeline(native);
        Assert.Equal(("first", true), (timeline[2].Text, timeline[2].Edited));
        Assert.Equal(timeline[2].Id, timeline[3].ReplyTo);
        story.Server.Push(room, story.Carol, EventTypes.Retract, JsonDocument.Parse("{}").RootElement, [alice], new Relation(Relation.Retracts, first.Id));
        await story.ReportedAsync(4);
        Assert.True(story.Net.Timeline(native)[2].Retracted);
        Assert.All(story.Server.Reports, r => Assert.Equal("2.0.0", r.Code));
    }

    [Fact]
    public async Task NetworkDown_OrderIsKept_AndNothingIsLostOverARestart()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        var (room, alice) = (story.RoomOf(native), story.UserOf(story.Alice));
        story.Net.Outage = new HttpRequestException("network is down");
        for (var i = 0; i < 10; i++)
            story.Server.PushMessage(room, story.Carol, $"m{i}", [alice]);
        await Eventually.Holds(() => story.Core.Health.OutboxDepth == 10 && story.Server.Acked == 9, "ten rows, acknowledged");
        await story.RestartAsync();
        story.Net.Outage = null;
        await story.ReportedAsync(10);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m{i}"), story.Texts(native).Skip(2));
    }

    [Fact]
    public async Task LostAnswers_AreRetriedWithTheSameKey_AndShownOnce()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        story.Net.LoseAnswers = 3;
        story.Server.PushMessage(story.RoomOf(native), story.Carol, "once", [story.UserOf(story.Alice)]);
        await story.ReportedAsync(1);
        Assert.Equal(0, story.Net.LoseAnswers);
        Assert.Single(story.Texts(native), "once");
    }

    [Fact]
    public async Task RefusedForGood_IsReported_AndTheNextOneGoesOn()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        story.Net.Refuse = act => act is NativeMessage { Text: "bad" } ? new NativeRefusedException("The room is full.") : null;
        story.Server.PushMessage(story.RoomOf(native), story.Carol, "bad", [story.UserOf(story.Alice)]);
        story.Server.PushMessage(story.RoomOf(native), story.Carol, "good", [story.UserOf(story.Alice)]);
        await story.ReportedAsync(2);
        Assert.Equal(("5.1.0", "The room is full."), (story.Server.Reports[0].Code, story.Server.Reports[0].Detail));
        Assert.Equal("2.0.0", story.Server.Reports[1].Code);
    }

    [Fact]
    public async Task UnforeseenFailure_DoesNotBlockThePortalForEver()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        story.Net.Refuse = act => act is NativeMessage { Text: "bug" } ? new InvalidOperationException("a bug") : null;
        story.Server.PushMessage(story.RoomOf(native), story.Carol, "bug", [story.UserOf(story.Alice)]);
        story.Server.PushMessage(story.RoomOf(native), story.Carol, "good", [story.UserOf(story.Alice)]);
        await story.ReportedAsync(2);
        Assert.Equal("5.1.0", story.Server.Reports[0].Code);
        Assert.Equal("good", story.Texts(native)[^1]);
    }

    [Fact]
    public async Task LinkedEmployee_SeesTheirOwnMessages_InTheirOwnAccount_AndTheyDoNotComeBack()
    {
        await using var story = await Story.BeginAsync();
        var dora = story.Person("dora");
        var employee = story.Server.AddUser("dora", "Dora", "work", new NetworkAccount("fake", "dora"));
        story.Net.Puppets.Add(dora.Account);
        var room = story.Server.AddRoom("direct", null, story.Carol, employee).Room;
        var mine = story.Server.PushMessage(room, employee, "written at my desk", [employee]);
        await story.ReportedAsync(1);
        var native = FakeNet.DirectId(dora.Account, Story.CarolsGhost);
        Assert.Equal(dora.Account, story.Net.Timeline(native)[1].Sender);
        // Changed at the desk too: the same account changes it.
        story.Server.Push(room, employee, EventTypes.Edit, ScriptedServer.Content("changed"), [employee], new Relation(Relation.Replaces, mine.Id));
        await story.ReportedAsync(2);
        Assert.Equal("changed", story.Net.Timeline(native)[1].Text);
        await dora.SayAsync(native, "written on my phone");
        await story.SubmittedAsync(1);
        Assert.Equal(employee, Assert.Single(story.Server.Submitted).Sender);
    }

    [Fact]
    public async Task LinkedEmployeeWithoutPuppet_SeesTheirOwnMessagesByTheirGhost()
    {
        await using var story = await Story.BeginAsync();
        var employee = story.Server.AddUser("dora", "Dora", "work", new NetworkAccount("fake", "dora"));
        var room = story.Server.AddRoom("group", "Team", story.Carol, employee).Room;
        story.Server.PushMessage(room, employee, "written at my desk", [employee]);
        await story.ReportedAsync(1);
        var native = new NativeRoomId(Assert.Single(story.Server.Portals).NativeRoom);
        Assert.Equal(new NativeUserId("~ocip/dora"), story.Net.Timeline(native)[1].Sender);
    }

    [Fact]
    public async Task ObservedRoom_ShowsItOnce_ForAllItsPeople_AlsoForOneReleasedLater()
    {
        await using var story = await Story.BeginAsync();
        var (native, bob) = await InboundRoomTests.ObserveAsync(story);
        var (alice, bobs) = (story.UserOf(story.Alice), story.UserOf(bob));
        var news = story.Server.PushMessage(story.RoomOf(native), story.Carol, "hello", [alice]);
        await story.ReportedAsync(1);
        story.Server.Push(news, [bobs], released: true);
        await story.ReportedAsync(2);
        Assert.Equal(["This conversation is recorded.", "hello"], story.Texts(native));
        Assert.Equal([alice, bobs], story.Server.Reports.Select(r => r.Recipient));
        Assert.Single(story.Server.Reports.Select(r => r.NativeId).Distinct());
        Assert.Contains(Story.CarolsGhost, story.Net.Members(native));
    }

    [Fact]
    public async Task LongText_ComesInParts()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        var text = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"line {i} of a long message about nothing"));
        story.Server.PushMessage(story.RoomOf(native), story.Carol, text, [story.UserOf(story.Alice)]);
        await story.ReportedAsync(1);
        var parts = story.Texts(native).Skip(2).ToList();
        Assert.True(parts.Count > 1);
        Assert.Equal(text, string.Join('\n', parts));
        Assert.Contains(story.Server.Reports[0].Fidelity!, note => note.Contains("parts", StringComparison.Ordinal));
        // Changed: one native message cannot stand for several, so a new one is shown. Taken back: all of them, that one too.
        var room = story.RoomOf(native);
        var again = story.Server.PushMessage(room, story.Carol, text, [story.UserOf(story.Alice)]);
        story.Server.Push(room, story.Carol, EventTypes.Edit, ScriptedServer.Content("short"), [story.UserOf(story.Alice)], new Relation(Relation.Replaces, again.Id));
        story.Server.Push(room, story.Carol, EventTypes.Retract, Nothing, [story.UserOf(story.Alice)], new Relation(Relation.Retracts, again.Id));
        await story.ReportedAsync(4);
        Assert.Equal(parts.Count + 1, story.Net.Timeline(native).Count(m => m.Retracted));
        Assert.DoesNotContain("* short", story.Texts(native));
    }

    [Fact]
    public async Task SomebodyJoinsAndLeaves_GhostsDoToo_AndWhoIsRemovedLosesTheirPortal()
    {
        await using var story = await Story.BeginAsync();
        var alice = story.UserOf(story.Alice);
        var dave = story.Server.AddUser("dave", "Dave");
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, alice).Room;
        story.Server.Push(room, story.Carol, EventTypes.Membership, Nothing, [alice], state: State(alice, "join"));
        await story.ReportedAsync(1);
        var native = new NativeRoomId(Assert.Single(story.Server.Portals).NativeRoom);
        Assert.Equal(["This conversation is recorded."], story.Texts(native));
        story.Server.Push(room, story.Carol, EventTypes.Membership, Nothing, [alice], state: State(dave, "join"));
        await story.ReportedAsync(2);
        Assert.Contains(new NativeUserId("~ocip/dave"), story.Net.Members(native));
        story.Server.Push(room, story.Carol, EventTypes.Membership, Nothing, [alice], state: State(dave, "remove"));
        await story.ReportedAsync(3);
        Assert.DoesNotContain(new NativeUserId("~ocip/dave"), story.Net.Members(native));
        story.Net.Change(native, r => r.Members.Add(story.Alice.Account));
        story.Server.Push(room, story.Carol, EventTypes.Membership, Nothing, [alice], state: State(alice, "remove"));
        await story.ReportedAsync(4);
        Assert.DoesNotContain(story.Alice.Account, story.Net.Members(native));
        Assert.Null(await story.Core.FindPortalAsync(native, CancellationToken.None));
        Assert.Empty(story.Server.Portals);
    }

    [Fact]
    public async Task RoomIsRenamed_PortalIsToo()
    {
        await using var story = await Story.BeginAsync();
        var alice = story.UserOf(story.Alice);
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, alice).Room;
        story.Server.Push(room, story.Carol, EventTypes.Room, JsonDocument.Parse("""{"name":"Projekt 2","topic":"all of it"}""").RootElement, [alice], state: JsonDocument.Parse("""{"kind":"group"}""").RootElement);
        await story.ReportedAsync(1);
        var native = story.Net.Room(new NativeRoomId(story.Server.Portals[0].NativeRoom));
        Assert.Equal(("Projekt 2", "all of it"), (native.Name, native.Topic));
    }

    [Fact]
    public async Task AdministratorAsksToObserve_PeopleJoin_GhostsCome_AndMessagesFlow()
    {
        await using var story = await Story.BeginAsync();
        var bob = story.Person("bob");
        var native = await bob.MakeRoomAsync("Sales");
        var room = story.Server.AddRoom("group", "Sales", story.Carol).Room;
        story.Server.Push(new SyncItem { Position = 0, Kind = SyncItem.KindPortal, Portal = new PortalRequest(room, native.Value) });
        await story.SubmittedAsync(1);
        await Eventually.Holds(() => story.Net.Members(native).Contains(Story.CarolsGhost), "Carol's ghost");
        Assert.Equal(("observed", room), (story.Server.Portals[0].Kind, story.Server.Portals[0].Room));
        Assert.Equal(["This conversation is recorded."], story.Texts(native));
        Assert.Equal(EventTypes.Membership, story.Server.Submitted[0].Type);
        await bob.SayAsync(native, "hello");
        await story.SubmittedAsync(2);
        Assert.Equal(room, story.Server.Submitted[1].Room);
    }

    [Fact]
    public async Task HeldMessageIsRefusedAtRelease_ItsNativeSenderIsTold()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        EventId? held = null;
        story.Server.Judge = _ => new SubmitResult { Code = "2.1.1", Event = held = story.Server.NextEvent() };
        await story.Alice.SayAsync(native, "late");
        await story.SubmittedAsync(2);
        story.Server.Push(new SyncItem
        {
            Position = 0, Kind = SyncItem.KindStatus,
            Status = new DeliveryStatus { Event = held!.Value, Room = story.RoomOf(native), Recipient = story.Carol, Code = "5.1.2", At = "2026-11-22T08:00:00.000Z" },
        });
        await Eventually.Holds(() => story.Texts(native)[^1].Contains("information barrier", StringComparison.Ordinal), "the telling");
    }

    [Fact]
    public async Task StreamBreaksAndRepeats_NothingIsShownTwice()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.TalkAsync();
        (story.Server.CutStream, story.Server.ForgetCursor) = (true, true);
        for (var i = 0; i < 5; i++)
        {
            story.Server.PushMessage(story.RoomOf(native), story.Carol, $"m{i}", [story.UserOf(story.Alice)]);
            await story.ReportedAsync(i + 1);
        }
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"m{i}"), story.Texts(native).Skip(2));
        Assert.Equal(5, story.Server.Reports.Count);
    }

    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    private static JsonElement State(UserId target, string membership) => JsonDocument.Parse($$"""{"target":"{{target}}","membership":"{{membership}}"}""").RootElement;
}
