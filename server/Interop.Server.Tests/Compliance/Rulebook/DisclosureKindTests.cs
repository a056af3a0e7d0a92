using System.Text.Json;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Compliance.Rulebook.Kinds;
using Interop.Server.Tests.Compliance.Policies;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

/// <summary>What a disclosure says to whom, what answers it, and what it decides by the answer.</summary>
public sealed class DisclosureKindTests
{
    private const string Settings = """
        {"require":"consent","fallback":"en","texts":{
          "en":{"text":"This chat is recorded. Answer YES or NO.","refusal":"Answer YES first.","grant":["yes"],"refuse":["no"],"withdraw":["stop recording"]},
          "pt-BR":{"text":"Esta conversa é gravada.","grant":["sim"],"refuse":["não"],"withdraw":["parar"]},
          "zh":{"text":"本聊天会被记录。","grant":["同意"],"refuse":["不同意"],"withdraw":["撤回同意"]}}}
        """;

    private static readonly PolicyPerson Alice = Story.Person("alice");
    private static readonly PolicyPerson Bob = Story.Person("bob");
    private readonly PolicyPerson ghost = Story.Person("net-1", PersonaKind.Bridged);
    private readonly PolicyPerson olga = new(UserId.Parse("ocip://globex.example/u/olga"), PersonaKind.Work) { IsForeign = true };
    private readonly Disclosure disclosure = Compile(Settings);

    private static Disclosure Compile(string settings) => (Disclosure)new DisclosureKind().Compile(new PolicyVersion
    {
        Name = "clients", Kind = "disclosure", Version = 2, Author = "p", State = "effective", Action = "flag", Settings = JsonElement.Parse(settings),
    });

    private void Answered(PolicyPerson person, string answer, string language = "en") =>
        person.Disclosures = [new DisclosureState("clients", language, disclosure.TextIn(language).Digest, answer)];

    [Fact]
    public void Languages_AreLookedUp_AndFallBack()
    {
        Assert.Null(new DisclosureKind().Check(JsonElement.Parse(Settings)));
        Assert.Equal(["en", "en", "pt-BR", "en", "zh"], new[] { null, "fr", "pt-br", "pt", "zh-Hant-TW" }.Select(l => disclosure.TextIn(l).Language));
    }

    [Theory]
    [InlineData("told", " Yes! ", "grant")]
    [InlineData("told", "同意。", "grant")]
    [InlineData("told", "no", "revoke")]
    [InlineData("told", "yes, but not on Sundays", null)]
    [InlineData("grant", "no", null)]           // an answer to some other question
    [InlineData("grant", "Stop recording.", "revoke")]
    [InlineData("revoke", "sim", "grant")]
    [InlineData("revoke", "no", null)]
    public void Answers_AreWholeMessages_AndMeanWhatStandsBefore(string before, string said, string? means)
    {
        Answered(ghost, before);
        Assert.Equal(means, disclosure.AnswerIn(said, disclosure.StateOf(ghost)!));
    }

    [Fact]
    public void AnotherText_IsToldAnew()
    {
        Answered(ghost, DisclosureState.Granted);
        Assert.NotNull(disclosure.StateOf(ghost));
        Assert.Null(Compile(Settings.Replace("is recorded", "is recorded and read", StringComparison.Ordinal)).StateOf(ghost));
    }

    [Fact]
    public void WhatIsWrittenBeforeConsent_IsRefused_AndNothingOfItIsKept()
    {
        var refused = disclosure.Evaluate(Story.Event(ghost, [Alice, ghost]));
        Assert.Equal(("5.2.1", "Answer YES first.", true), (refused.Code.Code, refused.Detail, refused.Untold));
        var decision = new Combination(disclosure).Decide(Story.Event(ghost, [Alice, ghost]));
        Assert.Equal((true, false), (EngineProxy.Of(decision, Story.Event(ghost, [Alice, ghost])).Refused, EngineProxy.Of(decision, Story.Event(ghost, [Alice, ghost])).KeepBody));
        var comesIn = Story.Event(olga, [Alice, olga]) with { Direction = EvaluationDirection.Ingress };
        Assert.True(EngineProxy.Of(new Combination(disclosure).Decide(in comesIn), in comesIn).Unconsented);
        Answered(ghost, DisclosureState.Granted);
        Assert.True(disclosure.Evaluate(Story.Event(ghost, [Alice, ghost])).IsAllowForAll);
        // Two outsiders among themselves, and what says nothing.
        Answered(ghost, DisclosureState.Told);
        Assert.True(disclosure.Evaluate(Story.Event(ghost, [ghost, olga])).IsAllowForAll);
        Assert.True(disclosure.Evaluate(Story.Event(ghost, [Alice, ghost], EventTypes.Receipt)).IsAllowForAll);
    }

    [Fact]
    public void WhatIsWrittenToThem_Waits_OrIsBlocked_AndNobodyElseWaits()
    {
        Assert.Equal([(1, "2.1.4"), (3, "5.2.1")], ToThem());
        Answered(ghost, DisclosureState.Revoked);
        Answered(olga, DisclosureState.Granted);
        Assert.Equal([(1, "5.2.1")], ToThem());
        Assert.True(disclosure.Evaluate(Story.Event(Alice, [Alice, ghost], EventTypes.Retract)).IsAllowForAll);
        Assert.True(Compile(Settings.Replace("\"consent\"", "\"notice\"", StringComparison.Ordinal)).Evaluate(Story.Event(Alice, [Alice, ghost])).IsAllowForAll);

        (int, string)[] ToThem() => [.. disclosure.Evaluate(Story.Event(Alice, [Alice, ghost, Bob, olga])).Exceptions!.Select(e => (e.Recipient, e.Code.Code))];
    }

    [Theory]
    [InlineData("""{"require":"both","fallback":"en","texts":{"en":{"text":"x"}}}""", "/require")]
    [InlineData("""{"require":"notice","fallback":"de","texts":{"en":{"text":"x"}}}""", "/fallback")]
    [InlineData("""{"require":"notice","fallback":"en","texts":{}}""", "/texts")]
    [InlineData("""{"require":"notice","fallback":"en","texts":{"en":{"text":""}}}""", "/texts/en/text")]
    [InlineData("""{"require":"notice","fallback":"en","texts":{"en":{"says":"x"}}}""", "/texts/en/says")]
    [InlineData("""{"require":"consent","fallback":"en","texts":{"en":{"text":"x","grant":["yes"],"refuse":["no"]}}}""", "/texts/en")]
    [InlineData("""{"require":"notice","fallback":"en","texts":{"en":{"text":"x"}},"when":1}""", "/when")]
    public void WrongSettings_AreNamedByTheirPlace(string settings, string place) =>
        Assert.StartsWith(place + ":", new DisclosureKind().Check(JsonElement.Parse(settings)), StringComparison.Ordinal);
}
