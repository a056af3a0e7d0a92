using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>Chats between people of two organisations, as they see them. Each provider is a process of its own; they meet over TLS.</summary>
[Collection(SeveralOrganisationsTests.Name)]
public sealed class FederationStories : IAsyncLifetime
{
    private TwoProviders? two;

    private TwoProviders Two => two ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => two = await TwoProviders.OpenAsync();

    public async Task DisposeAsync() => await Two.DisposeAsync();

    [Fact]
    public async Task RoomOfTwoOrganisations_IsTheSameForBoth_AndInBothArchives()
    {
        var (alice, bob, hers, his, room) = await TalkAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(DecisionCodes.DeliveredArchived.Code, (await alice.SayAsync(room, $"a{i}")).Code);
            var said = await bob.SayAsync(room, $"b{i}");
            Assert.Equal(DecisionCodes.DeliveredArchived.Code, said.Code);
            Assert.NotNull(said.Seq);
        }
        string[] expected = ["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"];
        await hers.UntilCountAsync(expected.Length);
        await his.UntilCountAsync(expected.Length);
        Assert.Equal(expected, hers.Texts);
        Assert.Equal(expected, his.Texts);
        Assert.Equal(hers.Events.Select(e => (e.Id, e.Hub)).TakeLast(11), his.Events.Select(e => (e.Id, e.Hub)).TakeLast(11));
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        Assert.Equal(expected, (await Two.Acme.AuditAsync()).Texts);
        var globex = await Two.Globex.AuditAsync();
        Assert.Equal(expected, globex.Texts);
        Assert.Equal(5, globex.OfKind("egress").Count());
        Assert.Single(globex.OfKind("followed"));
    }

    [Fact]
    public async Task PeerThatWasDown_CatchesUpInOrder_AndNothingIsLostOrTwice()
    {
        var (alice, bob, hers, his, room) = await TalkAsync();
        await Two.Globex.Server.KillAsync();
        for (var i = 0; i < 60; i++)
            Assert.Equal('2', (await alice.SayAsync(room, $"a{i}")).Code[0]);
        await Two.Globex.Server.RestartAsync();
        await his.UntilCountAsync(60);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"a{i}"), his.Texts);

        await Two.Acme.Server.KillAsync();
        var waiting = await bob.SayAsync(room, "while you were away");
        Assert.Equal(DecisionCodes.AcceptedArchivePending.Code, waiting.Code);
        await Two.Acme.Server.RestartAsync();
        await hers.UntilTextAsync("while you were away");
        await his.UntilTextAsync("while you were away");
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        await Two.Acme.AuditAsync();
        await Two.Globex.AuditAsync();
    }

    [Fact]
    public async Task ClosedRecipient_HoldsByTheirOwnProvider_AndTheSenderIsToldUntilWhen()
    {
        var (alice, bob, hers, his, room) = await TalkAsync();
        await Two.Globex.CloseAsync(bob);
        var said = await alice.SayAsync(room, "when you are back");
        Assert.Equal(DecisionCodes.DeliveredArchived.Code, said.Code);
        await hers.UntilAsync(s => s.Items.Any(i => i.Status?.Event == said.Event && i.Status?.Code == DecisionCodes.HeldDeliveryHours.Code), "the hold to be told");
        Assert.DoesNotContain("when you are back", his.Texts);
        await Two.Globex.OpenAsync(bob);
        await his.UntilTextAsync("when you are back");
        await hers.UntilAsync(s => s.Items.Any(i => i.Status?.Event == said.Event && i.Status?.Code == DecisionCodes.DeliveredArchived.Code), "the release to be told");
    }

    [Fact]
    public async Task EditsAndRetractions_OfAFollower_ReachTheOriginal()
    {
        var (alice, bob, hers, _, room) = await TalkAsync();
        var first = await bob.SayAsync(room, "firts");
        Assert.Equal("2.0.0", (await bob.SubmitAsync(Actor.Edit(room, first.Event!.Value, "first"))).Code);
        Assert.Equal(DecisionCodes.BlockedPolicy.Code, (await alice.SubmitAsync(Actor.Retraction(room, first.Event.Value))).Code);
        Assert.Equal("2.0.0", (await bob.SubmitAsync(Actor.Retraction(room, first.Event.Value))).Code);
        await hers.UntilCountAsync(3);
        Assert.Equal(["firts", "first", "-"], hers.Texts);
    }

    [Fact]
    public async Task DirectRoom_IsOne_WhicheverSideAsks()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var his = bob.Listen();
        var hers = await alice.Client.CreateRoomAsync(new CreateRoomRequest("direct", [bob.User]));
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        var again = await bob.Client.CreateRoomAsync(new CreateRoomRequest("direct", [alice.User]));
        Assert.Equal(hers.Room, again.Room);
        Assert.Equal("2.0.0", (await bob.SayAsync(again.Room, "hello")).Code);
    }

    [Fact]
    public async Task RoomThatIsHandedOver_GoesOn_AndTheOldHubFollows()
    {
        var (alice, bob, hers, his, room) = await TalkAsync();
        await alice.SayAsync(room, "before");
        await his.UntilTextAsync("before");
        using (var answer = await Two.Acme.Http.PostAsync(new Uri($"ocip/v1/admin/rooms/{room.Uuid:D}/handover/globex.example", UriKind.Relative), null))
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await his.UntilAsync(s => s.Events[^1].Header.Type == "room", "the hand-over");
        Assert.Equal("2.0.0", (await bob.SayAsync(room, "by the new hub")).Code);
        Assert.Equal("2.0.0", (await alice.SayAsync(room, "from the old one")).Code);
        await hers.UntilCountAsync(3);
        await his.UntilCountAsync(3);
        Assert.Equal(["before", "by the new hub", "from the old one"], hers.Texts);
        Assert.Equal(hers.Texts, his.Texts);
        Assert.Empty(hers.Faults);
        Assert.Empty(his.Faults);
        await Two.Acme.AuditAsync();
        await Two.Globex.AuditAsync();
    }

    [Fact]
    public async Task Agreement_Decides_WhetherPeopleMeet()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        async Task<string?> AskAsync()
        {
            try
            {
                await alice.Client.CreateRoomAsync(new CreateRoomRequest("direct", [bob.User]));
                return null;
            }
            catch (Interop.Client.OcipProblemException refused)
            {
                return refused.Problem.Code;
            }
        }

        await TwoProviders.AgreeAsync(Two.Acme, TwoProviders.GlobexName, new Agreement { State = Agreement.Ended });
        Assert.Equal("5.1.4", await AskAsync());
        await TwoProviders.AgreeAsync(Two.Acme, TwoProviders.GlobexName, new Agreement { State = Agreement.Suspended });
        Assert.Equal("5.1.5", await AskAsync());
        await TwoProviders.AgreeAsync(Two.Acme, TwoProviders.GlobexName, new Agreement { State = Agreement.Limited, Features = [Agreement.Rooms] });
        Assert.Equal("5.1.6", await AskAsync());
        await TwoProviders.AgreeAsync(Two.Acme, TwoProviders.GlobexName, new Agreement { State = Agreement.Active });
        await TwoProviders.AgreeAsync(Two.Globex, TwoProviders.AcmeName, new Agreement { State = Agreement.Suspended });
        Assert.Equal("5.1.5", await AskAsync());
        await TwoProviders.AgreeAsync(Two.Globex, TwoProviders.AcmeName, new Agreement { State = Agreement.Active });
        Assert.Null(await AskAsync());
    }

    private async Task<(Actor Alice, Actor Bob, RecordedStream Hers, RecordedStream His, RoomId Room)> TalkAsync()
    {
        var (alice, bob) = (await Two.Acme.PersonAsync("alice"), await Two.Globex.PersonAsync("bob"));
        var (hers, his) = (alice.Listen(), bob.Listen());
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [bob.User], "Project"))).Room;
        await his.UntilAsync(s => s.Events.Count > 0, "the joining");
        return (alice, bob, hers, his, room);
    }
}
