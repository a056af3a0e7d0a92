using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Bridges.Matrix.Portals;
using Interop.Bridges.Native;
using Interop.Bridges.Storage;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.Core;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Content;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Bridges.Tests.Matrix;

/// <summary>Stories of the whole bridge on a real Synapse: connector and core together.</summary>
[Collection(MatrixTests.Name)]
public sealed class MatrixBridgeTests(SynapseFixture fixture)
{
    private const string Notice = "This conversation is recorded.";

    [Fact]
    public async Task Outsider_WritesToAnEmployee_IsToldFirst_AndAnswered()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var (alice, user) = await story.OutsiderAsync("alice");
        var room = await alice.StartDirectAsync(MatrixStory.CarolsGhost);
        await MatrixStage.SeesAsync(alice, room, m => m is { Text: Notice, Notice: true } && m.Sender == MatrixStory.CarolsGhost, "the notice");
        var id = await alice.SayAsync(room, "hello", "<b>hello</b><script>x</script>");
        await story.SubmittedAsync(1);
        var draft = Assert.Single(story.Server.Submitted);
        Assert.Equal((user, EventTypes.Message), (draft.Sender!.Value, draft.Type));
        Assert.Equal(("matrix", alice.Account.Value, id.Value, room.Value), (draft.Provenance!.Network, draft.Provenance.Account, draft.Provenance.NativeId, draft.Provenance.NativeRoom!));
        var content = draft.Content.Deserialize(Protocol.OcipJson.Default.MessageContent)!;
        Assert.Equal("hello", MessageText.PlainOf(content));
        Assert.DoesNotContain("script", MessageText.HtmlOf(content), StringComparison.Ordinal);
        story.Server.PushMessage(story.RoomOf(room), story.Carol, "good morning", [user], "<em>good</em> morning");
        var answer = await MatrixStage.SeesAsync(alice, room, m => m.Text == "good morning", "the answer");
        Assert.Equal((MatrixStory.CarolsGhost, "<em>good</em> morning"), (answer.Sender, answer.Html));
    }

    [Fact]
    public async Task Employee_WritesFirst_ThenEdits_Replies_AndTakesBack()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var (alice, user) = await story.OutsiderAsync("alice");
        var room = story.Server.AddRoom("direct", null, story.Carol, user).Room;
        var first = story.Server.PushMessage(room, story.Carol, "frist", [user]);
        var native = new NativeRoomId((await story.PortalAsync(room, user)).NativeRoom);
        await alice.JoinAsync(native);
        await story.ReportedAsync(1);
        var seen = await alice.TimelineAsync(native);
        Assert.Equal([Notice, "frist"], seen.Select(m => m.Text));
        // Alice answers and corrects herself.
        await alice.ReplyAsync(native, seen[1].Id, "jes");
        await story.SubmittedAsync(1);
        Assert.Equal(new Relation(Relation.InReplyTo, first.Id), story.Server.Submitted[0].Relates);
        var hers = (await alice.TimelineAsync(native))[2].Id;
        await alice.EditAsync(native, hers, "yes");
        await story.SubmittedAsync(2);
        Assert.Equal((EventTypes.Edit, Relation.Replaces), (story.Server.Submitted[1].Type, story.Server.Submitted[1].Relates!.Type));
        await alice.RetractAsync(native, hers);
        await story.SubmittedAsync(3);
        Assert.Equal(EventTypes.Retract, story.Server.Submitted[2].Type);
        // Carol does the same.
        story.Server.Push(room, story.Carol, EventTypes.Edit, ScriptedServer.Content("first"), [user], new Relation(Relation.Replaces, first.Id));
        var reply = story.Server.PushMessage(room, story.Carol, "me again", [user], replyTo: first.Id);
        story.Server.Push(room, story.Carol, EventTypes.Retract, JsonDocument.Parse("{}").RootElement, [user], new Relation(Relation.Retracts, reply.Id));
        await story.ReportedAsync(4);
        seen = await alice.TimelineAsync(native);
        Assert.Equal(("first", true), (seen[1].Text, seen[1].Edited));
        Assert.True(seen[3].Retracted);
        Assert.All(story.Server.Reports, report => Assert.Equal("2.0.0", report.Code));
        Assert.Equal(3, story.Server.Submitted.Count);
    }

    [Fact]
    public async Task Bridge_DiesAfterSending_BeforeItKnows_NothingIsShownTwice()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var (alice, user) = await story.OutsiderAsync("alice");
        var room = await alice.StartDirectAsync(MatrixStory.CarolsGhost);
        await MatrixStage.SeesAsync(alice, room, m => m.Text == Notice, "the notice");
        await alice.SayAsync(room, "hello");
        await story.SubmittedAsync(1);
        await story.Core.DisposeAsync();
        var died = false;
        var faults = new FaultPoints
        {
            BeforeStep = step =>
            {
                if (step != "outbox.finish")
                    return;
                died = true;
                throw new IOException("died here");
            },
        };
        await story.StartAsync(faults);
        for (var i = 0; i < 5; i++)
            story.Server.PushMessage(story.RoomOf(room), story.Carol, $"message {i}", [user]);
        await MatrixStage.SeesAsync(alice, room, m => m.Text == "message 0", "the first message");
        await Eventually.Holds(() => died, "the fault");
        await story.Core.DisposeAsync();
        // Written by Alice while the bridge is away.
        await alice.SayAsync(room, "still there?");
        await story.StartAsync();
        await story.ReportedAsync(5);
        await story.SubmittedAsync(2);
        Assert.Equal(
            [Notice, "hello", "message 0", "still there?", "message 1", "message 2", "message 3", "message 4"],
            (await alice.TimelineAsync(room)).Select(m => m.Text));
        Assert.Equal(["hello", "still there?"], story.Server.Submitted.Select(d => MessageText.PlainOf(d.Content.Deserialize(Protocol.OcipJson.Default.MessageContent)!)));
    }

    [Fact]
    public async Task GroupRoom_GivesEachPersonARoomOfTheirOwn_WithTheOthersAsGhosts()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var ((alice, aliceUser), (bob, bobUser)) = (await story.OutsiderAsync("alice"), await story.OutsiderAsync("bob"));
        var room = story.Server.AddRoom("group", "Projekt", story.Carol, aliceUser, bobUser).Room;
        story.Server.PushMessage(room, story.Carol, "hi all", [aliceUser, bobUser]);
        await story.ReportedAsync(2);
        var (alices, bobs) = (new NativeRoomId((await story.PortalAsync(room, aliceUser)).NativeRoom), new NativeRoomId((await story.PortalAsync(room, bobUser)).NativeRoom));
        Assert.NotEqual(alices, bobs);
        await alice.JoinAsync(alices);
        await bob.JoinAsync(bobs);
        Assert.Equal(4, (await alice.MembersAsync(alices)).Count);
        await alice.SayAsync(alices, "hi from alice");
        await story.SubmittedAsync(1);
        story.Server.PushMessage(room, aliceUser, "hi from alice", [bobUser]);
        var seen = await MatrixStage.SeesAsync(bob, bobs, m => m.Text == "hi from alice", "alice's message");
        Assert.StartsWith("@ocip_matrix_=40alice", seen.Sender.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmployeesOwnMessage_AppearsAsTheirOwn_AndIsNotSubmittedAgain()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var (dave, user) = await story.EmployeeAsync("dave");
        var room = await dave.StartDirectAsync(MatrixStory.CarolsGhost);
        await dave.SayAsync(room, "from matrix");
        await story.SubmittedAsync(1);
        var own = story.Server.PushMessage(story.RoomOf(room), user, "from my other client", [user]);
        await story.ReportedAsync(1);
        var seen = await MatrixStage.SeesAsync(dave, room, m => m.Text == "from my other client", "his own message");
        Assert.Equal(dave.Account, seen.Sender);
        Assert.Equal((own.Id, "2.0.0"), (story.Server.Reports[0].Event, story.Server.Reports[0].Code));
        await dave.SayAsync(room, "matrix again");
        await story.SubmittedAsync(2);
        Assert.Equal(2, story.Server.Submitted.Count);
    }

    [Fact]
    public async Task RoomThatHadToBeLeft_IsFollowedByANewOne()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var ((alice, user), (mallory, _)) = (await story.OutsiderAsync("alice"), await story.OutsiderAsync("mallory"));
        var wanted = new JsonObject { ["preset"] = "private_chat", ["is_direct"] = true, ["invite"] = new JsonArray(MatrixStory.CarolsGhost.Value) };
        var room = new NativeRoomId((await alice.Client.RequestAsync(HttpMethod.Post, "createRoom", wanted, CancellationToken.None)).GetProperty("room_id").GetString()!);
        await MatrixStage.SeesAsync(alice, room, m => m.Text == Notice, "the notice");
        await alice.SayAsync(room, "hello");
        await story.SubmittedAsync(1);
        var ocip = story.RoomOf(room);
        await alice.InviteAsync(room, mallory.Account);
        await MatrixStage.SeesAsync(alice, room, m => m.Text == PortalGuard.GateText, "the reason");
        await Eventually.HoldsFrom(async () => !(await alice.MembersAsync(room)).Contains(MatrixStory.CarolsGhost), "the ghost to leave");
        story.Server.PushMessage(ocip, story.Carol, "for alice only", [user]);
        await story.ReportedAsync(1);
        Assert.Equal("2.0.0", story.Server.Reports[0].Code);
        var anew = new NativeRoomId(story.Server.Portals.Last(p => p.Room == ocip).NativeRoom);
        Assert.NotEqual(room, anew);
        await alice.JoinAsync(anew);
        await MatrixStage.SeesAsync(alice, anew, m => m.Text == "for alice only", "the message");
        Assert.DoesNotContain(await alice.TimelineAsync(room), m => m.Text == "for alice only");
    }

    [Fact]
    public async Task Bot_IsInvited_TellsAndObserves()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var ((alice, aliceUser), (bob, bobUser)) = (await story.OutsiderAsync("alice"), await story.OutsiderAsync("bob"));
        var room = await alice.MakeRoomAsync("Projekt");
        await alice.InviteAsync(room, bob.Account);
        await bob.JoinAsync(room);
        await alice.InviteAsync(room, new NativeUserId("@ocipbot:hs.test"));
        await MatrixStage.SeesAsync(bob, room, m => m is { Text: Notice, Notice: true }, "the notice");
        await Eventually.Holds(() => story.Server.Notices.Count == 1, "the report of the notice");
        Assert.Equal(new[] { aliceUser, bobUser }.Order(ById), story.Server.Notices[0].Users.Order(ById));
        await bob.SayAsync(room, "among us");
        await story.SubmittedAsync(1);
        Assert.Equal(bobUser, story.Server.Submitted[0].Sender);
        Assert.Equal("observed", story.Server.Portals.Single(p => p.NativeRoom == room.Value).Kind);
    }

    [Fact]
    public async Task Administrator_AsksForARoomByItsAlias()
    {
        await using var story = await MatrixStory.BeginAsync(fixture);
        var (alice, user) = await story.OutsiderAsync("alice");
        var alias = $"#ops-{alice.Client.UserId[1..^8]}:hs.test";
        var made = await alice.Client.RequestAsync(
            HttpMethod.Post, "createRoom", new JsonObject { ["preset"] = "public_chat", ["room_alias_name"] = alias[1..^8], ["name"] = "Ops" }, CancellationToken.None);
        var native = new NativeRoomId(made.GetProperty("room_id").GetString()!);
        var room = story.Server.AddRoom("group", "Operations", story.Carol).Room;
        story.Server.Push(new SyncItem { Position = 0, Kind = SyncItem.KindPortal, Portal = new PortalRequest(room, alias) });
        await MatrixStage.SeesAsync(alice, native, m => m.Text == Notice, "the notice");
        var portal = await story.PortalAsync(room, null);
        Assert.Equal((native.Value, "observed"), (portal.NativeRoom, portal.Kind));
        await Eventually.HoldsFrom(async () => (await alice.MembersAsync(native)).Contains(MatrixStory.CarolsGhost), "Carol's ghost");
        await Eventually.Holds(() => story.Server.Submitted.Any(d => d.Type == EventTypes.Membership && d.Sender == user), "alice's joining");
    }

    private static readonly Comparer<UserId> ById = Comparer<UserId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value));
}
