using Interop.Server.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class RefusePersonaConflictTests
{
    private readonly PolicyPerson alice = Story.Person("alice");

    [Theory]
    [InlineData(nameof(PersonaKind.Work), false, "2.0.0")]
    [InlineData(nameof(PersonaKind.Service), false, "2.0.0")]
    [InlineData(nameof(PersonaKind.Bridged), false, "2.0.0")]
    [InlineData(nameof(PersonaKind.Personal), false, "5.3.0")]
    [InlineData(nameof(PersonaKind.Work), true, "5.3.0")]
    [InlineData(nameof(PersonaKind.Service), true, "5.3.0")]
    [InlineData(nameof(PersonaKind.Bridged), true, "5.3.0")]
    [InlineData(nameof(PersonaKind.Personal), true, "2.0.0")]
    public void Sender_AndJoiner_MustFitTheRoom(string persona, bool personalRoom, string code)
    {
        var fitting = Story.Person("fitting", personalRoom ? PersonaKind.Personal : PersonaKind.Work);
        var other = Story.Person("other", Enum.Parse<PersonaKind>(persona));
        var sent = CompliancePolicies.All.Decide(Story.Event(other, [fitting]) with { PersonalRoom = personalRoom });
        Assert.Equal(code, sent.Code.Code);
        var joined = CompliancePolicies.All.Decide(Story.Membership(fitting, [fitting], other, MembershipChange.Join) with { PersonalRoom = personalRoom });
        Assert.Equal(code, joined.Code.Code);
        Assert.Equal(code == "5.3.0", joined.Effect == PolicyEffect.Block);
    }

    [Fact]
    public void WhoIsWronglyInTheRoom_GetsNothing_AndMayLeave()
    {
        var wrong = Story.Person("wrong", PersonaKind.Personal);
        PolicyPerson[] room = [alice, wrong, Story.Person("bob")];
        Assert.Equal("5.3.0", CompliancePolicies.All.Decide(Story.Event(alice, room)).For(1).Code.Code);
        Assert.True(CompliancePolicies.All.Decide(Story.Membership(wrong, room, wrong, MembershipChange.Leave)).IsAllowForAll);
    }
}
