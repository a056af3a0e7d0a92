using System.Text.Json;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Tests.Compliance.Hours;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class BlockInformationBarrierTests
{
    private readonly PolicyPerson alice = Story.Person("alice");
    private readonly PolicyPerson bob = Story.Person("bob");
    private readonly PolicyPerson carol = Story.Person("carol");
    private PolicyPerson[] Room => [alice, bob, carol];

    private BarrierMap Between => Story.BarrierBetween([alice], [bob]);

    private static Decision Decide(PolicyInput input) => CompliancePolicies.All.Decide(in input);

    [Fact]
    public void OtherSide_IsBlocked_OthersGetIt()
    {
        var decision = Decide(Story.Event(alice, Room) with { Barriers = Between });
        var blocked = Assert.Single(decision.Exceptions);
        Assert.Equal((1, PolicyEffect.Block, "5.1.2"), (blocked.Recipient, blocked.Effect, blocked.Code.Code));
        Assert.Equal("2.1.3", decision.Code.Code);
        Assert.Equal(PolicyEffect.Allow, decision.Effect);
        Assert.Equal(1, Assert.Single(Decide(Story.Event(bob, [bob, alice, carol]) with { Barriers = Between }).Exceptions).Recipient);
        Assert.True(Decide(Story.Event(carol, Room) with { Barriers = Between }).IsAllowForAll);
    }

    [Fact]
    public void EverybodyOnTheOtherSide_IsRefused()
    {
        var decision = Decide(Story.Event(alice, [alice, bob]) with { Barriers = Between });
        Assert.Equal((PolicyEffect.Block, "5.1.2"), (decision.Effect, decision.Code.Code));
        Assert.NotNull(decision.Detail);
        Assert.Empty(decision.Exceptions);
    }

    [Fact]
    public void SameSide_IsFree() =>
        Assert.True(Decide(Story.Event(alice, Room) with { Barriers = Story.BarrierBetween([alice, bob, carol], [Story.Person("dave")]) }).IsAllowForAll);

    [Fact]
    public void BothSides_IsBlockedFromBoth_ButNotFromOneself()
    {
        var barriers = Story.BarrierBetween([alice, bob], [alice, carol]);
        Assert.Equal("5.1.2", Decide(Story.Event(alice, Room) with { Barriers = barriers }).Code.Code);
        Assert.False(barriers.StandsBetween(alice.User, alice.User));
    }

    [Fact]
    public void SeveralBarriers_AreApart()
    {
        // alice | bob and carol | dave: alice and carol, bob and dave are free.
        var dave = Story.Person("dave");
        var groups = new[] { alice, bob, carol, dave }.ToDictionary(p => p.User.Local, p => new[] { p.User }, StringComparer.Ordinal);
        var barriers = BarrierMap.Create(groups, [["alice", "bob"], ["carol", "dave"], ["alice", "nobody"]]);
        var all = new[] { alice, bob, carol, dave };
        var apart = from one in all from other in all where barriers.StandsBetween(one.User, other.User) select one.User.Local + other.User.Local;
        Assert.Equal(["alicebob", "bobalice", "caroldave", "davecarol"], apart);
    }

    [Theory]
    [InlineData("bob", "5.1.2")]
    [InlineData("carol", "2.0.0")]
    public void Join_IsRefused_WhenSomebodyIsOnTheOtherSide(string target, string code)
    {
        // dave, who stands on no side, adds them to a room with alice.
        var dave = Story.Person("dave");
        var joining = target == "bob" ? bob : carol;
        var decision = Decide(Story.Membership(dave, [dave, alice], joining, MembershipChange.Join) with { Barriers = Between });
        Assert.Equal(code, decision.Code.Code);
        Assert.Equal(code == "5.1.2" ? PolicyEffect.Block : PolicyEffect.Allow, decision.Effect);
    }

    [Fact]
    public void EndingIt_Passes()
    {
        PolicyPerson[] room = [alice, bob];
        Assert.True(Decide(Story.Membership(alice, room, alice, MembershipChange.Leave) with { Barriers = Between }).IsAllowForAll);
        Assert.True(Decide(Story.Membership(alice, room, bob, MembershipChange.Remove) with { Barriers = Between }).IsAllowForAll);
        Assert.True(Decide(Story.Event(alice, room, EventTypes.Retract) with { Barriers = Between }).IsAllowForAll);
    }

    [Fact]
    public void EndingItWithAReason_DoesNotPass()
    {
        PolicyPerson[] room = [alice, bob];
        var reason = JsonDocument.Parse("""{"reason":"buy on Monday"}""").RootElement;
        var retract = Story.Event(alice, room, EventTypes.Retract) with { Barriers = Between };
        Assert.Equal("5.1.2", Decide(retract with { Content = reason }).Code.Code);
        Assert.Equal("5.1.2", Decide(retract with { Content = default }).Code.Code);
        Assert.Equal("5.1.2", Decide(Story.Membership(alice, room, alice, MembershipChange.Leave) with { Barriers = Between, Content = reason }).Code.Code);
    }

    [Fact]
    public void BarrierRaisedWhileHeld_BlocksTheRelease()
    {
        bob.Calendar = Calendars.Daily("Etc/UTC", "14:00", "18:00");
        Assert.Equal("2.1.3", Decide(Story.Event(alice, Room)).Code.Code);
        var release = Story.Event(alice, Room) with { Recipients = [bob], Release = true, Barriers = Between, Now = Story.Monday + NodaTime.Duration.FromHours(4) };
        Assert.Equal("5.1.2", Decide(release).Code.Code);
    }

    [Fact]
    public void BlockBeatsHold()
    {
        bob.Calendar = Calendars.Daily("Etc/UTC", "14:00", "18:00");
        Assert.Equal(PolicyEffect.Block, Decide(Story.Event(alice, Room) with { Barriers = Between }).For(1).Effect);
    }

    [Theory]
    [InlineData(new string[0], false)]
    [InlineData(new[] { "a" }, false)]
    [InlineData(new[] { "a", "a" }, false)]
    [InlineData(new[] { "a", "" }, false)]
    [InlineData(new[] { "a", "b", "c" }, false)]
    [InlineData(new[] { "a", "b" }, true)]
    public void Check_AsksForTwoGroups(string[] between, bool good) => Assert.Equal(good, BarrierMap.Check(new BarrierRequest(between)) is null);

    [Fact]
    public void ManyMembers_AreFoundByName()
    {
        var members = Enumerable.Range(0, 2_000).Select(n => UserId.Of(Story.Acme, $"u{n}")).ToArray();
        var groups = new Dictionary<string, UserId[]>(StringComparer.Ordinal) { ["a"] = members[..1_000], ["b"] = members[1_000..] };
        var barriers = BarrierMap.Create(groups, [["a", "b"]]);
        Assert.True(barriers.StandsBetween(members[999], members[1_000]));
        Assert.False(barriers.StandsBetween(members[0], members[999]));
        Assert.False(barriers.StandsBetween(members[0], alice.User));
    }
}
