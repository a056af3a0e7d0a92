using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>Barriers and personas, at each door.</summary>
[Collection(RealServerTests.Name)]
public sealed class OrganisationRulesTests(RealServer server)
{
    private readonly Scene scene = server.Scene;
    private readonly string suffix = server.Suffix();

    private async Task BarrierAsync(Actor one, Actor other)
    {
        await scene.Admin.SetGroupAsync("one" + suffix, new GroupRequest([one.User]));
        await scene.Admin.SetGroupAsync("other" + suffix, new GroupRequest([other.User]));
        await scene.BarrierAsync("wall" + suffix, "one" + suffix, "other" + suffix);
    }

    [Fact]
    public async Task Barrier_KeepsThemFromADirectRoom()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        await BarrierAsync(alice, bob);
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => Scene.RoomAsync(alice, bob));
        Assert.Equal("5.1.2", refused.Problem.Code);
    }

    [Fact]
    public async Task Barrier_KeepsThemFromAGroup_AlsoByAnAdministrator()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        await BarrierAsync(alice, bob);
        var room = (await carol.Client.CreateRoomAsync(new CreateRoomRequest("group", [alice.User], "Deal"))).Room;
        Assert.Equal("5.1.2", (await carol.SubmitAsync(Actor.Membership(room, bob.User, "join"))).Code);
        var refused = await Assert.ThrowsAsync<OcipProblemException>(() => scene.Admin.AddParticipantAsync(room, new ParticipantRequest(bob.User)));
        Assert.Equal("5.1.2", refused.Problem.Code);
        var both = await carol.Client.CreateRoomAsync(new CreateRoomRequest("group", [alice.User, bob.User], "Both"));
        Assert.False(both.Participants.Any(p => p.User == alice.User) && both.Participants.Any(p => p.User == bob.User));
    }

    [Fact]
    public async Task Barrier_BetweenTwoWhoShareARoom_StopsWhatTheyWrite()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(suffix);
        var room = await Scene.RoomAsync(alice, bob, carol);
        var direct = await Scene.RoomAsync(alice, bob);
        var (toBob, toCarol) = (bob.Listen(), carol.Listen());
        var earlier = await alice.SayAsync(room, "before");
        await BarrierAsync(alice, bob);

        var sent = await alice.SayAsync(room, "insider");
        Assert.Equal("2.1.3", sent.Code);
        Assert.Equal([(bob.User, "5.1.2")], sent.Recipients!.Select(r => (r.User, r.Code)));
        var refused = await alice.SayAsync(direct, "psst");
        Assert.Equal(("5.1.2", null), (refused.Code, refused.Seq));
        Assert.NotNull(refused.Index); // archived as refused
        Assert.Equal("2.0.0", (await alice.SubmitAsync(Actor.Retraction(room, earlier.Event!.Value))).Code);
        await carol.SayAsync(room, "to all");

        await toCarol.UntilTextAsync("to all");
        await toBob.UntilTextAsync("to all");
        Assert.Equal(["before", "insider", "-", "to all"], toCarol.Texts);
        Assert.Equal(["before", "-", "to all"], toBob.Texts);
        Assert.DoesNotContain((await bob.Client.HistoryAsync(room)).Items, i => i.Event!.Id == sent.Event);
        Assert.Contains("insider", (await scene.AuditAsync()).Texts);

        // Where he is not: nobody of her side is to be sent to him by name, and what is passed on is judged as what is said.
        var apart = await Scene.RoomAsync(alice, carol);
        Assert.Equal("5.1.2", (await alice.SayAsync(apart, $"ask {bob.User.Local}@acme.example about it")).Code);
        Assert.Equal("2.0.0", (await alice.SayAsync(apart, "pass this on")).Code);
        Assert.Equal("2.0.0", (await carol.SayAsync(room, "passed on: pass this on")).Code);
        Assert.Equal("2.1.3", (await alice.SayAsync(room, "passed on: to all")).Code);
    }

    [Fact]
    public async Task PersonalPersona_HasNoPlaceInAWorkRoom()
    {
        var alice = await scene.PersonAsync("alice" + suffix);
        var home = await scene.PersonAsync("home" + suffix, "personal");
        Assert.Equal("5.3.0", (await Assert.ThrowsAsync<OcipProblemException>(() => Scene.RoomAsync(alice, home))).Problem.Code);
        var room = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [], "Work"))).Room;
        Assert.Equal("5.3.0", (await alice.SubmitAsync(Actor.Membership(room, home.User, "join"))).Code);
    }

    [Fact]
    public async Task DirectRoom_AskedForByBothAtOnce_IsOne_WithTwoInIt()
    {
        var (alice, bob, _) = await scene.ThreeAsync(suffix);
        var asked = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => n % 2 == 0 ? Scene.RoomAsync(alice, bob) : Scene.RoomAsync(bob, alice)));
        Assert.Single(asked.Distinct());
        var view = await alice.Client.RoomAsync(asked[0]);
        Assert.Equal(2, view.Participants.Length);
        Assert.Equal(3, view.Head); // made, and two joined, once each
    }
}
