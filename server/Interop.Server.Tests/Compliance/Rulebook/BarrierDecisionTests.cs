using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Tests.Compliance.Hours;
using Interop.Server.Tests.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

/// <summary>What a barrier of the book and the policies of every engine decide together.</summary>
public sealed class BarrierDecisionTests
{
    private readonly PolicyPerson alice = Story.Person("alice");
    private readonly PolicyPerson bob = Story.Person("bob");
    private readonly PolicyPerson carol = Story.Person("carol");
    private PolicyPerson[] Room => [alice, bob, carol];

    private Decision Decide(PolicyInput input) => Story.With([alice], [bob]).Decide(in input);

    [Fact]
    public void OtherSide_IsBlocked_OthersGetIt()
    {
        var decision = Decide(Story.Event(alice, Room));
        var blocked = Assert.Single(decision.Exceptions);
        Assert.Equal((1, PolicyEffect.Block, "5.1.2"), (blocked.Recipient, blocked.Effect, blocked.Code.Code));
        Assert.Equal("2.1.3", decision.Code.Code);
        Assert.Equal(PolicyEffect.Allow, decision.Effect);
        Assert.Equal(1, Assert.Single(Decide(Story.Event(bob, [bob, alice, carol])).Exceptions).Recipient);
        Assert.True(Decide(Story.Event(carol, Room)).IsAllowForAll);
    }

    [Fact]
    public void EverybodyOnTheOtherSide_IsRefused()
    {
        var decision = Decide(Story.Event(alice, [alice, bob]));
        Assert.Equal((PolicyEffect.Block, "5.1.2"), (decision.Effect, decision.Code.Code));
        Assert.NotNull(decision.Detail);
        Assert.Empty(decision.Exceptions);
    }

    [Fact]
    public void SameSide_IsFree() =>
        Assert.True(Story.With([alice, bob, carol], [Story.Person("dave")]).Decide(Story.Event(alice, Room)).IsAllowForAll);

    [Fact]
    public void BothSides_IsBlockedFromBoth_ButNotFromOneself()
    {
        Assert.Equal("5.1.2", Story.With([alice, bob], [alice, carol]).Decide(Story.Event(alice, Room)).Code.Code);
        Assert.True(Story.With([alice, bob], [alice, carol]).Decide(Story.Event(alice, [alice])).IsAllowForAll);
    }

    [Theory]
    [InlineData("bob", "5.1.2")]
    [InlineData("carol", "2.0.0")]
    public void Join_IsRefused_WhenSomebodyIsOnTheOtherSide(string target, string code)
    {
        // dave, who stands on no side, adds them to a room with alice.
        var dave = Story.Person("dave");
        var joining = target == "bob" ? bob : carol;
        var decision = Decide(Story.Membership(dave, [dave, alice], joining, MembershipChange.Join));
        Assert.Equal(code, decision.Code.Code);
        Assert.Equal(code == "5.1.2" ? PolicyEffect.Block : PolicyEffect.Allow, decision.Effect);
    }

    [Fact]
    public void EndingIt_Passes()
    {
        PolicyPerson[] room = [alice, bob];
        Assert.True(Decide(Story.Membership(alice, room, alice, MembershipChange.Leave)).IsAllowForAll);
        Assert.True(Decide(Story.Membership(alice, room, bob, MembershipChange.Remove)).IsAllowForAll);
        Assert.True(Decide(Story.Event(alice, room, EventTypes.Retract)).IsAllowForAll);
    }

    [Fact]
    public void EndingItWithAReason_DoesNotPass()
    {
        PolicyPerson[] room = [alice, bob];
        var reason = JsonDocument.Parse("""{"reason":"buy on Monday"}""").RootElement;
        var retract = Story.Event(alice, room, EventTypes.Retract);
        Assert.Equal("5.1.2", Decide(retract with { Content = reason }).Code.Code);
        Assert.Equal("5.1.2", Decide(retract with { Content = default }).Code.Code);
        Assert.Equal("5.1.2", Decide(Story.Membership(alice, room, alice, MembershipChange.Leave) with { Content = reason }).Code.Code);
    }

    [Fact]
    public void BarrierRaisedWhileHeld_BlocksTheRelease()
    {
        bob.Calendar = Calendars.Daily("Etc/UTC", "14:00", "18:00");
        Assert.Equal("2.1.3", CompliancePolicies.All.Decide(Story.Event(alice, Room)).Code.Code);
        var release = Story.Event(alice, Room) with { Recipients = [bob], Release = true, Now = Story.Monday + NodaTime.Duration.FromHours(4) };
        Assert.Equal("5.1.2", Decide(release).Code.Code);
    }

    [Fact]
    public void BlockBeatsHold()
    {
        bob.Calendar = Calendars.Daily("Etc/UTC", "14:00", "18:00");
        Assert.Equal(PolicyEffect.Block, Decide(Story.Event(alice, Room)).For(1).Effect);
    }
}
