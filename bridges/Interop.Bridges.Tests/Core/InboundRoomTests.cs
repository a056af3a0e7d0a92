using Interop.Bridges.Native;
using Interop.Bridges.Tests.ConnectorContract;
using Interop.Bridges.Tests.FakeNetwork;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Bridges.Tests.Core;

/// <summary>Invitations, joins and leaves on the network.</summary>
public sealed class InboundRoomTests
{
    [Fact]
    public async Task GhostIsInvitedToADirectChat_ItJoins_AndTheNoticeComesFirst()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.Alice.StartDirectAsync(Story.CarolsGhost);
        await story.WorkedOffAsync();
        Assert.Single(story.Server.Notices);
        Assert.Contains(Story.CarolsGhost, story.Net.Members(room));
        Assert.Equal(["This conversation is recorded."], story.Texts(room));
        Assert.Equal("gated", Assert.Single(story.Server.Portals).Kind);
        await story.Alice.SayAsync(room, "hello");
        await story.SubmittedAsync(1);
        Assert.Equal(["This conversation is recorded.", "hello"], story.Texts(room));
    }

    [Fact]
    public async Task UnknownGhostIsInvited_InvitationIsDeclined()
    {
        await using var story = await Story.BeginAsync();
        var nobody = new NativeUserId("~ocip/nobody");
        var room = await story.Alice.StartDirectAsync(nobody);
        await story.WorkedOffAsync();
        Assert.Empty(story.Net.Room(room).Invited);
        Assert.DoesNotContain(nobody, story.Net.Members(room));
    }

    [Fact]
    public async Task BotIsInvited_RoomIsObserved_EveryoneIsTold_AndTheirMessagesAreSubmitted()
    {
        await using var story = await Story.BeginAsync();
        var (room, bob) = await ObserveAsync(story);
        var ocip = story.RoomOf(room);
        Assert.Equal(("observed", (UserId?)null), (story.Server.Portals[0].Kind, story.Server.Portals[0].Person));
        Assert.Equal(["Alice", "Bob"], story.Server.Room(ocip).Participants.Select(p => p.DisplayName).Order());
        Assert.Equal("Projekt", story.Server.Room(ocip).Name);
        Assert.Equal(2, Assert.Single(story.Server.Notices).Users.Length);
        Assert.Equal(["This conversation is recorded."], story.Texts(room));
        await bob.SayAsync(room, "hello all");
        await story.SubmittedAsync(1);
        Assert.Equal(story.Server.UserOf("fake", "bob"), story.Server.Submitted[0].Sender);
        Assert.Equal(ocip, story.Server.Submitted[0].Room);
    }

    [Fact]
    public async Task EncryptedRoom_IsLeft_AndTheReasonIsSaid()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.Alice.MakeRoomAsync("secret");
        story.Net.Encrypted.Add(room);
        await story.Alice.InviteAsync(room, BareConnector.Bot);
        await story.WorkedOffAsync();
        Assert.DoesNotContain(BareConnector.Bot, story.Net.Members(room));
        Assert.StartsWith("This room cannot be bridged.", Assert.Single(story.Texts(room)), StringComparison.Ordinal);
        Assert.Empty(story.Server.Portals);
    }

    [Fact]
    public async Task NewcomerInObservedRoom_JoinsTheRoom_AndIsTold_AndLeavesAgain()
    {
        await using var story = await Story.BeginAsync();
        var (room, _) = await ObserveAsync(story);
        var dora = story.Person("dora");
        await dora.JoinAsync(room);
        await story.WorkedOffAsync();
        Assert.Equal(2, story.Server.Notices.Count);
        var join = Assert.Single(story.Server.Submitted);
        var user = story.Server.UserOf("fake", "dora")!.Value;
        Assert.Equal((EventTypes.Membership, user), (join.Type, join.Sender!.Value));
        Assert.Equal($$"""{"target":"{{user}}","membership":"join"}""", join.State!.Value.GetRawText());
        Assert.Equal([user], story.Server.Notices[1].Users);
        story.Server.AddParticipant(story.RoomOf(room), user);
        await dora.LeaveAsync(room);
        await story.SubmittedAsync(2);
        Assert.Contains("\"leave\"", story.Server.Submitted[1].State!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SomebodySpeaksInAnObservedRoom_OfWhomNoJoiningWasSeen_BecomesAParticipantFirst()
    {
        await using var story = await Story.BeginAsync();
        var (room, _) = await ObserveAsync(story);
        await story.Person("erin").SayAsync(room, "I was here all along");
        await story.SubmittedAsync(2);
        Assert.Equal([EventTypes.Membership, EventTypes.Message], story.Server.Submitted.Select(d => d.Type));
        Assert.Equal(story.Server.Submitted[0].Sender, story.Server.Submitted[1].Sender);
    }

    [Fact]
    public async Task AdministratorAsksForARoomThatIsNotThere_TheStreamGoesOn()
    {
        await using var story = await Story.BeginAsync();
        var native = await story.Alice.MakeRoomAsync("Sales");
        var nowhere = RoomId.Of(ScriptedServer.Provider, Guid.CreateVersion7());
        story.Server.RefusePortals = true;
        story.Server.Push(new SyncItem { Position = 0, Kind = SyncItem.KindPortal, Portal = new Protocol.BridgeApi.PortalRequest(nowhere, native.Value) });
        await Eventually.Holds(() => story.Core.Health.LastError?.Contains("no such room", StringComparison.Ordinal) == true, "the refusal");
        story.Server.RefusePortals = false;
        var room = story.Server.AddRoom("direct", null, story.Carol, story.UserOf(story.Alice)).Room;
        story.Server.PushMessage(room, story.Carol, "hello", [story.UserOf(story.Alice)]);
        await story.ReportedAsync(1);
    }

    [Fact]
    public async Task NamesOfNativePeople_BecomeOneLineOfCleanText()
    {
        await using var story = await Story.BeginAsync();
        var room = FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost);
        await story.Core.AcceptAsync(
            [
                new InboundMessage
                {
                    Id = new NativeEventId("x1"), Room = room, Sender = story.Alice.Account, SenderName = "Alice\nCarol:\u0007 " + new string('x', 999), Text = "hi",
                    DirectWith = Story.CarolsGhost,
                },
            ],
            CancellationToken.None);
        await story.SubmittedAsync(1);
        var name = story.Server.Room(story.Server.Submitted[0].Room).Participants.Single(p => p.User != story.Carol).DisplayName;
        Assert.StartsWith("Alice Carol:\ufffd xxx", name, StringComparison.Ordinal);
        Assert.True(name.Length <= 128);
    }

    [Fact]
    public async Task GhostIsInvitedIntoAPortal_BecomesAMembershipEvent_OrIsDeclined()
    {
        await using var story = await Story.BeginAsync();
        story.Server.AddUser("dave", "Dave");
        story.Server.AddUser("erin", "Erin");
        var (room, _) = await ObserveAsync(story);
        await story.Alice.InviteAsync(room, new NativeUserId("~ocip/dave"));
        await story.SubmittedAsync(1);
        Assert.Contains("u/dave", story.Server.Submitted[0].State!.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(new NativeUserId("~ocip/dave"), story.Net.Members(room));
        story.Server.Judge = _ => new SubmitResult { Code = "5.1.0", Detail = "Only an admin of the room adds participants." };
        await story.Alice.InviteAsync(room, new NativeUserId("~ocip/erin"));
        await story.WorkedOffAsync();
        Assert.DoesNotContain(new NativeUserId("~ocip/erin"), story.Net.Members(room));
        Assert.Equal("That was not carried out in the conversation. Only an admin of the room adds participants.", story.Texts(room)[1]);
    }

    [Fact]
    public async Task StrangerInAGatedPortal_IsRemoved_AndWhatTheyWriteIsNotBridged()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.TalkAsync();
        var mallory = story.Person("mallory");
        await mallory.JoinAsync(room);
        await mallory.SayAsync(room, "let me in");
        await story.WorkedOffAsync();
        Assert.DoesNotContain(mallory.Account, story.Net.Members(room));
        Assert.Contains(story.Texts(room), t => t.StartsWith("Mallory was removed", StringComparison.Ordinal));
        Assert.Single(story.Server.Submitted);
    }

    [Fact]
    public async Task PersonLeavesADirectChat_AndTheNextMessageOpensItAgain()
    {
        await using var story = await Story.BeginAsync();
        var room = await story.Alice.StartDirectAsync(Story.CarolsGhost);
        await story.WorkedOffAsync();
        var ocip = story.RoomOf(room);
        await story.Alice.LeaveAsync(room);
        await story.WorkedOffAsync();
        Assert.Empty(story.Server.Portals);
        // The provider's declaration of that opens nothing.
        story.Server.Push(ocip, story.Carol, EventTypes.Room, System.Text.Json.JsonDocument.Parse("{}").RootElement, [story.UserOf(story.Alice)]);
        story.Server.PushMessage(ocip, story.Carol, "still there?", [story.UserOf(story.Alice)]);
        await story.ReportedAsync(1);
        var second = FakeNet.DirectId(story.Alice.Account, Story.CarolsGhost);
        Assert.Equal(["This conversation is recorded.", "still there?"], story.Texts(second));
        await story.Alice.SayAsync(second, "yes");
        await story.SubmittedAsync(1);
        Assert.Equal(ocip, story.Server.Submitted[0].Room);
    }

    [Fact]
    public async Task RoomIsRenamed_BecomesARoomEvent()
    {
        await using var story = await Story.BeginAsync();
        var (room, bob) = await ObserveAsync(story);
        await bob.RenameAsync(room, "Projekt 2");
        await story.SubmittedAsync(1);
        Assert.Equal((EventTypes.Room, """{"name":"Projekt 2"}"""), (story.Server.Submitted[0].Type, story.Server.Submitted[0].Content.GetRawText()));
    }

    internal static async Task<(NativeRoomId Room, FakePerson Bob)> ObserveAsync(Story story)
    {
        var bob = story.Person("bob");
        var room = await story.Alice.MakeRoomAsync("Projekt");
        await story.Alice.InviteAsync(room, bob.Account);
        await bob.JoinAsync(room);
        await story.Alice.InviteAsync(room, BareConnector.Bot);
        await story.WorkedOffAsync();
        Assert.Single(story.Server.Notices);
        return (room, bob);
    }
}
