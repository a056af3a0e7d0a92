using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Tests.Compliance.Hours;
using NodaTime;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class NoticeFirstTests
{
    private readonly PolicyPerson alice = Story.Person("alice");
    private readonly PolicyPerson carol = Story.Person("carol");
    private readonly PolicyPerson outsider = Story.Person("x1", PersonaKind.Bridged);
    private PolicyPerson[] Room => [alice, carol, outsider];

    private static Decision Decide(PolicyInput input) => CompliancePolicies.All.Decide(input with { NoticeVersion = "2" });

    [Theory]
    [InlineData(null, true)]
    [InlineData("1", true)] // told an older one
    [InlineData("2", false)]
    public void UntoldOutsider_IsSealed(string? told, bool isSealed)
    {
        outsider.NoticeVersion = told;
        var decision = Decide(Story.Event(outsider, Room));
        Assert.Equal(isSealed, decision.Sealed);
        Assert.Equal(isSealed ? "2.0.1" : "2.0.0", decision.Code.Code);
        Assert.Equal(isSealed ? PolicyEffect.Notice : PolicyEffect.Allow, decision.For(0).Effect);
        Assert.Empty(decision.Exceptions);
    }

    [Fact]
    public void OwnPeople_AreToldElsewhere()
    {
        Assert.True(Decide(Story.Event(Story.Person("robot", PersonaKind.Service), Room)).IsAllowForAll);
        Assert.DoesNotContain(Decide(Story.Event(Story.Person("dave"), Room)).Findings, f => f.Policy is NoticeFirst);
    }

    [Theory]
    [InlineData(EventTypes.Message, true)]
    [InlineData(EventTypes.Edit, true)]
    [InlineData(EventTypes.Retract, true)]
    [InlineData(EventTypes.Reaction, true)]
    [InlineData(EventTypes.Membership, false)]
    [InlineData(EventTypes.Receipt, false)]
    [InlineData(EventTypes.Consent, false)]
    [InlineData(EventTypes.Notice, false)]
    [InlineData(EventTypes.Supervision, false)]
    public void Words_AreSealed(string type, bool isSealed) => Assert.Equal(isSealed, Decide(Story.Event(outsider, Room, type)).Sealed);

    [Fact]
    public void NameAtCreation_IsNot_ButALaterOneIs()
    {
        Assert.False(Decide(Story.Event(outsider, Room, EventTypes.Room) with { CreatesRoom = true }).Sealed);
        Assert.True(Decide(Story.Event(outsider, Room, EventTypes.Room)).Sealed);
    }

    [Fact]
    public void ClosedRecipient_IsSealedFirst_AndHeldOnceItsSenderIsTold()
    {
        alice.Calendar = Calendars.Daily("Etc/UTC", "14:00", "18:00");
        var first = Decide(Story.Event(outsider, Room));
        Assert.True(first.Sealed);
        Assert.Equal(PolicyEffect.Notice, first.For(0).Effect);
        Assert.Equal(PolicyEffect.Notice, first.For(1).Effect);

        // Opened, but not told yet: still sealed.
        var release = Story.Event(outsider, Room) with { Recipients = [alice], Release = true, Now = Story.Monday + Duration.FromHours(5) };
        Assert.Equal("2.0.1", Decide(release).Code.Code);
        outsider.NoticeVersion = "2";
        Assert.True(Decide(release).IsAllowForAll);
        Assert.Equal("2.1.1", Decide(release with { Now = Story.Monday }).Code.Code);
    }

    [Fact]
    public void RefusedBeforeTold_IsSealedToo()
    {
        var decision = Story.With([alice], [outsider]).Decide(Story.Event(outsider, [alice, outsider]) with { NoticeVersion = "2" });
        Assert.Equal((PolicyEffect.Block, "5.1.2", true), (decision.Effect, decision.Code.Code, decision.Sealed));
    }
}
