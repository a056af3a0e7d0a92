using Interop.Server.Compliance.Policies;
using Interop.Server.Tests.Compliance.Hours;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

/// <summary>The path of nearly every message: nobody objects.</summary>
public sealed class AllowForAllTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(50, false)]
    [InlineData(50, true)]
    public void Decide_AllocatesNothing_WhenAllIsAllowed(int members, bool withOpenHours)
    {
        var room = Enumerable.Range(0, members).Select(n => Story.Person($"user{n}")).ToArray();
        foreach (var person in room)
            person.NoticeVersion = new string('1', 1);
        foreach (var person in room.Where(_ => withOpenHours))
            person.Calendar = Calendars.Daily("Europe/Lisbon", "09:00", "18:00");
        var input = Story.Event(room[0], room) with { NoticeVersion = "1" };
        var policies = Story.With([Story.Person("zoe")], [Story.Person("yan")]);
        for (var i = 0; i < 1_000; i++)
            Assert.True(policies.Decide(in input).IsAllowForAll);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            policies.Decide(in input);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Decide_NamesEveryPolicyWithItsVersion_EvenWhenAllIsAllowed()
    {
        var room = new[] { Story.Person("alice"), Story.Person("bob") };
        var decision = CompliancePolicies.All.Decide(Story.Event(room[0], room));
        Assert.Equal(
            ["refuse-persona-conflict/1", "require-membership-at-release/1", "acknowledge-first/1", "notice-first/2", "hold-outside-delivery-hours/1", "keep-edit-behind-original/1"],
            decision.Evaluated);
        Assert.Equal("2.0.0", decision.Code.Code);
        Assert.Equal(PolicyEffect.Allow, decision.For(1).Effect);
    }
}
