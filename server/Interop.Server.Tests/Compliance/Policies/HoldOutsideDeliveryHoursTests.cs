using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Tests.Compliance.Hours;
using NodaTime;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class HoldOutsideDeliveryHoursTests
{
    private readonly PolicyPerson alice = Story.Person("alice");
    private readonly PolicyPerson bob = Story.Person("bob");
    private readonly PolicyPerson carol = Story.Person("carol");
    private PolicyPerson[] Room => [alice, bob, carol];

    private static Decision Decide(PolicyInput input) => CompliancePolicies.All.Decide(in input);

    private void CloseBob() => bob.Calendar = Calendars.Daily("Etc/UTC", "14:00", "18:00");

    [Fact]
    public void ClosedMember_IsHeld_OpenOneIsNot()
    {
        CloseBob();
        var decision = Decide(Story.Event(alice, Room));
        Assert.Equal("2.1.3", decision.Code.Code);
        Assert.Equal(PolicyEffect.Allow, decision.Effect);
        var held = Assert.Single(decision.Exceptions);
        Assert.Equal((1, PolicyEffect.Hold, "2.1.1", Story.Monday + Duration.FromHours(4)), (held.Recipient, held.Effect, held.Code.Code, held.Until));
        Assert.Equal(PolicyEffect.Allow, decision.For(2).Effect);
        Assert.Equal("hold-outside-delivery-hours", Assert.Single(decision.Findings).Policy.Name);
    }

    [Fact]
    public void OnlyOtherMemberClosed_IsToldAsHeld()
    {
        CloseBob();
        var decision = Decide(Story.Event(alice, [alice, bob]));
        Assert.Equal("2.1.1", decision.Code.Code);
        Assert.Equal(PolicyEffect.Hold, Assert.Single(decision.Exceptions).Effect);
    }

    [Fact]
    public void NoOpeningInSight_IsHeldWithoutATime()
    {
        bob.Calendar = Calendars.Of("Etc/UTC", []);
        Assert.Null(Assert.Single(Decide(Story.Event(alice, Room)).Exceptions).Until);
    }

    [Fact]
    public void OwnCopy_IsNotHeld()
    {
        CloseBob();
        Assert.True(Decide(Story.Event(bob, Room)).IsAllowForAll);
    }

    [Theory]
    [InlineData(nameof(PersonaKind.Service))]
    [InlineData(nameof(PersonaKind.Bridged))]
    public void OtherPersonas_HaveNoHours(string persona)
    {
        var other = Story.Person("other", Enum.Parse<PersonaKind>(persona));
        other.Calendar = Calendars.Of("Etc/UTC", []);
        Assert.True(Decide(Story.Event(alice, [alice, other])).IsAllowForAll);
    }

    [Theory]
    [InlineData(EventTypes.Message, true)]
    [InlineData(EventTypes.Edit, true)]
    [InlineData(EventTypes.Retract, true)]
    [InlineData(EventTypes.Reaction, true)]
    [InlineData(EventTypes.Room, true)]
    [InlineData("example.poll", true)]
    [InlineData(EventTypes.Notice, false)]
    [InlineData(EventTypes.Consent, false)]
    [InlineData(EventTypes.Supervision, false)]
    [InlineData(EventTypes.Receipt, false)]
    public void WhatDisturbs_IsHeld(string type, bool held)
    {
        CloseBob();
        Assert.Equal(held, !Decide(Story.Event(alice, Room, type)).IsAllowForAll);
    }

    [Theory]
    [InlineData(nameof(MembershipChange.Join), true)]
    [InlineData(nameof(MembershipChange.Leave), false)]
    [InlineData(nameof(MembershipChange.Remove), false)]
    public void EndOfOnesOwnMembership_IsNotHeld(string ended, bool held)
    {
        var change = Enum.Parse<MembershipChange>(ended);
        CloseBob();
        Assert.Equal(held, !Decide(Story.Membership(alice, Room, bob, change)).IsAllowForAll);
        Assert.False(Decide(Story.Membership(alice, Room, carol, change)).IsAllowForAll);
    }

    [Fact]
    public void WhatWasAlreadyShown_IsNotHeld_AndTheRecordSaysSo()
    {
        CloseBob();
        var decision = Decide(Story.Event(alice, Room) with { AlreadyShown = default(RecipientSet).With(1).With(2) });
        Assert.Empty(decision.Exceptions);
        Assert.Equal("2.0.0", decision.Code.Code);
        Assert.True(decision.NotPrevented.Contains(1));
        Assert.False(decision.NotPrevented.Contains(2));
        Assert.Single(decision.Findings);
    }

    [Fact]
    public void WhatComesLater_WaitsBehindWhatIsHeld()
    {
        var input = Story.Event(alice, Room) with { EarlierHeld = default(RecipientSet).With(1) };
        var held = Assert.Single(Decide(input).Exceptions); // no calendar any more: due at once, but not past the earlier one
        Assert.Equal((1, Story.Monday), (held.Recipient, held.Until));
    }

    [Fact]
    public void Release_LooksAgain()
    {
        CloseBob();
        var again = Story.Event(alice, Room) with { Recipients = [bob], Release = true };
        Assert.Equal("2.1.1", Decide(again).Code.Code);
        Assert.True(Decide(again with { Now = Story.Monday + Duration.FromHours(4) }).IsAllowForAll);
        bob.Calendar = null;
        Assert.True(Decide(again).IsAllowForAll);
    }
}
