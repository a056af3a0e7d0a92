using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class AcknowledgeFirstTests
{
    private readonly PolicyPerson alice = Story.Person("alice");
    private readonly PolicyPerson bob = Story.Person("bob");
    private PolicyPerson[] Room => [alice, bob];

    private static Decision Decide(PolicyInput input) => CompliancePolicies.All.Decide(input with { NoticeVersion = "2" });

    private static JsonElement Words => JsonDocument.Parse("""{"reason":"because"}""").RootElement;

    [Theory]
    [InlineData(null, "5.2.0")]
    [InlineData("1", "5.2.0")] // acknowledged an older one
    [InlineData("2", "2.0.0")]
    public void UntoldEmployee_IsRefused_AndNoBodyIsKept(string? told, string code)
    {
        alice.NoticeVersion = told;
        var decision = Decide(Story.Event(alice, Room));
        Assert.Equal((code, code == "5.2.0"), (decision.Code.Code, decision.Sealed));
        Assert.Equal(code == "5.2.0" ? PolicyEffect.Block : PolicyEffect.Allow, decision.Effect);
    }

    [Theory]
    [InlineData(EventTypes.Message, false, true)]
    [InlineData(EventTypes.Edit, false, true)]
    [InlineData(EventTypes.Reaction, false, true)]
    [InlineData("com.example.poll", false, true)]
    [InlineData(EventTypes.Membership, true, true)]
    [InlineData(EventTypes.Membership, false, false)]
    [InlineData(EventTypes.Room, true, true)]
    [InlineData(EventTypes.Room, false, false)]
    [InlineData(EventTypes.Retract, true, true)]
    [InlineData(EventTypes.Retract, false, false)]
    [InlineData(EventTypes.Receipt, false, false)]
    [InlineData(EventTypes.Supervision, false, false)]
    [InlineData(EventTypes.Supervision, true, false)]
    [InlineData(EventTypes.Consent, true, false)]
    [InlineData(EventTypes.Notice, true, false)]
    public void WhatCarriesNoWords_IsAllowed(string type, bool words, bool refused)
    {
        var input = Story.Event(alice, Room, type);
        Assert.Equal(refused ? "5.2.0" : "2.0.0", Decide(words ? input with { Content = Words } : input).Code.Code);
    }

    [Theory]
    [InlineData(nameof(PersonaKind.Service))]
    [InlineData(nameof(PersonaKind.Bridged))]
    public void OnlyEmployees_Acknowledge(string persona)
    {
        var sender = Story.Person("x", Enum.Parse<PersonaKind>(persona));
        Assert.NotEqual("5.2.0", Decide(Story.Event(sender, [sender, bob])).Code.Code);
    }

    [Fact]
    public void WordsFromANetwork_AreSealed_NotRefused()
    {
        var input = Story.Event(alice, Room);
        var decision = Decide(input with { Header = input.Header with { Network = "matrix" } });
        Assert.Equal(("2.0.1", true, PolicyEffect.Notice), (decision.Code.Code, decision.Sealed, decision.For(1).Effect));
    }

    [Fact]
    public void WhatWasAcceptedOnce_IsReleased_AlsoAfterAChange() =>
        Assert.True(Decide(Story.Event(alice, Room) with { Recipients = [bob], Release = true }).IsAllowForAll);

    [Fact]
    public void PeopleOfOthers_AreToldByTheirOwnOrganisation()
    {
        Assert.True(Decide(Story.Event(alice, Room) with { Direction = EvaluationDirection.Ingress }).IsAllowForAll);
        var foreign = new PolicyPerson(alice.User, PersonaKind.Work) { IsForeign = true };
        Assert.True(Decide(Story.Event(foreign, [foreign, bob])).IsAllowForAll);
    }
}
