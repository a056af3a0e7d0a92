using System.Collections.Frozen;
using System.Text.Json;
using Interop.Server.Compliance;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Peers;
using Interop.Server.Tests.Compliance.Policies;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Interop.Server.Tests.Compliance.Rulebook;

/// <summary>What the book sees to for every kind: scope, failures, actions and names.</summary>
public sealed class ScopedPolicyTests
{
    private static readonly PolicyPerson Alice = Story.Person("alice");
    private static readonly PolicyPerson Bob = Story.Person("bob");
    private static readonly PolicyPerson Olga = new(Interop.Protocol.Identifiers.UserId.Parse("ocip://globex.example/u/olga"), PersonaKind.Work) { IsForeign = true };

    [Fact]
    public void Flag_IsDeliveredAsIfNothingWasFound_ButForTheRecord()
    {
        var decision = Decide(Story.Event(Alice, [Alice, Bob]), Policy("flag"));
        Assert.Equal("2.0.0", decision.Code.Code);
        Assert.Equal(PolicyEffect.Flag, decision.For(1).Effect);
        var evaluation = EngineProxy.Of(decision, Story.Event(Alice, [Alice, Bob]));
        Assert.Empty(evaluation.Recipients);
        Assert.Equal("""["says:test/3"]""", evaluation.Asked);
        Assert.Null(evaluation.Detail);
        Assert.Equal("says:test/3", decision.Evaluated[^1]);
    }

    [Theory]
    [InlineData("warn", "2.0.3", "Warn")]
    [InlineData("review", "2.1.2", "Quarantine")]
    [InlineData("hold", "2.1.4", "Hold")]
    [InlineData("block", "5.1.1", "Block")]
    [InlineData("redact", "5.1.1", "Block")]     // nothing that could be taken out
    public void Actions_HaveTheirOutcomeAndCode(string action, string code, string effect)
    {
        var decision = Decide(Story.Event(Alice, [Alice, Bob]), Policy(action));
        Assert.Equal((code, effect), (decision.Code.Code, decision.For(1).Effect.ToString()));
        Assert.Equal("Mind the rules.", decision.Detail);
    }

    [Fact]
    public void Strictest_Wins_AndNothingSkipsARedaction()
    {
        var redact = Policy("redact", cuts: [Cut.OfPart("/part")]);
        var decision = Decide(Story.Event(Alice, [Alice, Bob]), Policy("flag"), redact, Policy("warn"), Policy("review"));
        Assert.Equal(("2.1.2", PolicyEffect.Quarantine), (decision.Code.Code, decision.For(1).Effect));
        Assert.Equal([Cut.OfPart("/part")], decision.Redactions);
        Assert.Equal("5.1.1", Decide(Story.Event(Alice, [Alice, Bob]), Policy("review"), Policy("block")).Code.Code);
    }

    [Fact]
    public void Reviewed_AsksForNoReview_AndForNoHold()
    {
        var again = Story.Event(Alice, [Bob]) with { Reviewed = true, Release = true, Participants = [Alice, Bob] };
        Assert.True(Decide(again, Policy("review"), Policy("hold")).IsAllowForAll);
        Assert.Equal(PolicyEffect.Block, Decide(again, Policy("block")).For(0).Effect);
    }

    [Theory]
    [InlineData("people", true)]
    [InlineData("groups", true)]
    [InlineData("internal", true)]
    [InlineData("outbound", false)]
    [InlineData("networks", false)]
    [InlineData("other-people", false)]
    [InlineData("rooms", true)]
    public void Scope_IsAppliedOnce_ForEveryKind(string what, bool covers)
    {
        var scope = what switch
        {
            "people" => new PolicyScope { People = FrozenSet.Create(Alice.User) },
            "other-people" => new PolicyScope { People = FrozenSet.Create(Bob.User) },
            "groups" => new PolicyScope { Groups = FrozenSet.Create("desk") },
            "networks" => new PolicyScope { Networks = FrozenSet.Create("matrix") },
            "rooms" => new PolicyScope { Rooms = FrozenSet.Create(Story.Room) },
            _ => new PolicyScope { Directions = FrozenSet.Create(what) },
        };
        var groups = GroupMap.Create(new Dictionary<string, Interop.Protocol.Identifiers.UserId[]>(StringComparer.Ordinal) { ["desk"] = [Alice.User] });
        var decision = Decide(Story.Event(Alice, [Alice, Bob]) with { Groups = groups }, Policy("flag", scope with { IsEverything = false }));
        Assert.Equal(!covers, decision.IsAllowForAll);
    }

    [Fact]
    public void Directions_AreThoseOfThePeople()
    {
        Assert.Equal("outbound", PolicyScope.DirectionOf(Story.Event(Alice, [Alice, Bob, Olga])));
        Assert.Equal("inbound", PolicyScope.DirectionOf(Story.Event(Olga, [Alice, Bob])));
        Assert.Equal("internal", PolicyScope.DirectionOf(Story.Event(Alice, [Alice, Bob])));
    }

    [Theory]
    [InlineData("Closed", "Quarantine")]
    [InlineData("Open", "Flag")]
    public void Failure_IsNeverSilent(string declared, string effect)
    {
        var input = Story.Event(Alice, [Alice, Bob]);
        var decision = Decide(input, Throwing(Enum.Parse<FailurePolicy>(declared)));
        Assert.Equal(effect, decision.For(1).Effect.ToString());
        Assert.Equal("""["says:test/3"]""", EngineProxy.Of(decision, in input).Failed);
    }

    [Fact]
    public void Failure_WithQueue_LeavesTheEventInTheInbox() =>
        Assert.Throws<PolicyUnavailableException>(() => Decide(Story.Event(Alice, [Alice, Bob]), Throwing(FailurePolicy.Queue)));

    [Fact]
    public void NothingFound_AllocatesNothing()
    {
        PolicyPerson[] room = [Alice, Bob];
        var set = new PolicySet([Policy("flag", finds: false), Policy("block", finds: false)], null);
        var input = Story.Event(Alice, room);
        for (var i = 0; i < 100; i++)
            Assert.True(set.Decide(in input).IsAllowForAll);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            set.Decide(in input);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Decision Decide(PolicyInput input, params ScopedPolicy[] policies) => new PolicySet(policies, null).Decide(in input);

    private static ScopedPolicy Policy(string action, PolicyScope? scope = null, Cut?[]? cuts = null, bool finds = true) => Of(action, scope, FailurePolicy.Closed, version => new Says(version, cuts, finds, Throws: false));

    private static ScopedPolicy Throwing(FailurePolicy declared) => Of("flag", null, declared, version => new Says(version, null, Finds: true, Throws: true));

    private static ScopedPolicy Of(string action, PolicyScope? scope, FailurePolicy declared, Func<PolicyVersion, IPolicy> make)
    {
        var version = new PolicyVersion
        {
            Name = "test", Kind = "says", Version = 3, Author = "paula", State = "effective", Action = action, Settings = JsonElement.Parse("{}"), Scope = scope ?? PolicyScope.Everything,
            Message = action == "flag" ? null : "Mind the rules.", Hold = NodaTime.Duration.FromMinutes(10),
        };
        var options = new ServerOptions { Provider = Story.Acme, Data = "none", FailurePolicy = declared, Transport = new TransportOptions { PublicUrl = new Uri("https://acme.example/"), AllowedAddresses = new Dictionary<string, System.Net.IPEndPoint>(StringComparer.Ordinal) } };
        return new ScopedPolicy(version, make(version), new PolicyFailures(options, null, NullLogger<PolicyFailures>.Instance));
    }

    /// <summary>Reads the text, as a kind would, and answers what it is told to.</summary>
    private sealed record Says(PolicyVersion Of, Cut?[]? Cuts, bool Finds, bool Throws) : IPolicy
    {
        public string Name => Of.RecordName;

        public string Version => "1";

        public PolicyOutcome Evaluate(in PolicyInput input)
        {
            if (Throws)
                throw new InvalidOperationException("a mistake in a policy");
            return Finds || input.Text!.Count > 100 ? Of.Found(in input, Cuts) : PolicyOutcome.Allow;
        }
    }
}
