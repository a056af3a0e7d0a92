using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class KeepEditBehindOriginalTests
{
    private static readonly PolicyPerson[] Room = [Story.Person("alice"), Story.Person("bob"), Story.Person("carol"), Story.Person("dave")];

    [Fact]
    public void Edit_WaitsWhereItsOriginalWaits_AndIsBlockedWhereThatWasBlocked()
    {
        var decision = Decide(Story.Event(Room[0], Room, EventTypes.Edit) with { OriginalInReview = default(RecipientSet).With(0).With(1), OriginalBlocked = default(RecipientSet).With(2) });
        Assert.Equal("2.1.3", decision.Code.Code);
        Assert.Equal([(1, PolicyEffect.Quarantine, "2.1.2"), (2, PolicyEffect.Block, "5.1.0")], decision.Exceptions.Select(e => (e.Recipient, e.Effect, e.Code.Code)));
        Assert.Equal("keep-edit-behind-original", Assert.Single(decision.Findings).Policy.Name);
    }

    [Fact]
    public void Edit_OfWhatEverybodyHas_IsAllowed() => Assert.True(Decide(Story.Event(Room[0], Room, EventTypes.Edit)).IsAllowForAll);

    private static Decision Decide(PolicyInput input) => CompliancePolicies.All.Decide(in input);
}
