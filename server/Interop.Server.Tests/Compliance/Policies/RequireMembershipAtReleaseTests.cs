using Interop.Server.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class RequireMembershipAtReleaseTests
{
    private readonly PolicyPerson alice = Story.Person("alice");
    private readonly PolicyPerson bob = Story.Person("bob");

    [Fact]
    public void WhoLeftWhileItWasHeld_GetsNothing()
    {
        var release = Story.Event(alice, [alice]) with { Recipients = [bob], Release = true };
        var decision = CompliancePolicies.All.Decide(in release);
        Assert.Equal((PolicyEffect.Block, "5.1.0"), (decision.Effect, decision.Code.Code));
        Assert.True(CompliancePolicies.All.Decide(release with { Participants = [alice, Story.Person("bob")] }).IsAllowForAll);
    }

    [Fact]
    public void NewsOfTheRemoval_ReachesTheRemoved()
    {
        var release = Story.Membership(alice, [alice], bob, MembershipChange.Remove) with { Recipients = [bob], Release = true };
        Assert.True(CompliancePolicies.All.Decide(in release).IsAllowForAll);
    }
}
