using Interop.Protocol.Decisions;
using Interop.Server.Compliance.Policies;
using NodaTime;
using Xunit;

namespace Interop.Server.Tests.Compliance.Policies;

public sealed class CombinationTests
{
    private static readonly PolicyPerson[] Room = [.. Enumerable.Range(0, 200).Select(n => Story.Person($"u{n}"))];
    private static readonly Instant Noon = Story.Monday + Duration.FromHours(2);

    private sealed class Says(PolicyOutcome outcome) : IPolicy
    {
        public string Name => "says";

        public string Version => "7";

        public PolicyOutcome Evaluate(in PolicyInput input) => outcome;
    }

    private static PolicyOutcome All(PolicyEffect effect) => PolicyOutcome.ForAll(effect, CodeOf(effect));

    private static PolicyOutcome Except(params (int Recipient, PolicyEffect Effect)[] exceptions) =>
        PolicyOutcome.Except([.. exceptions.Select(e => new RecipientOutcome(e.Recipient, e.Effect, CodeOf(e.Effect)))]);

    private static DecisionCode CodeOf(PolicyEffect effect) => effect switch
    {
        PolicyEffect.Block => DecisionCodes.BlockedPolicy,
        PolicyEffect.Quarantine => DecisionCodes.HeldForReview,
        PolicyEffect.Hold => DecisionCodes.HeldDeliveryHours,
        PolicyEffect.Redact => DecisionCodes.DeliveredRedacted,
        PolicyEffect.Notice => DecisionCodes.DeliveredWithNotice,
        _ => DecisionCodes.DeliveredArchived,
    };

    private static Decision Decide(params PolicyOutcome[] outcomes) => Decide(Story.Event(Room[0], Room), outcomes);

    private static Decision Decide(PolicyInput input, params PolicyOutcome[] outcomes) => new Combination([.. outcomes.Select(o => new Says(o))]).Decide(in input);

    public static TheoryData<int, int> Pairs()
    {
        var data = new TheoryData<int, int>();
        foreach (var one in Enum.GetValues<PolicyEffect>())
        {
            foreach (var other in Enum.GetValues<PolicyEffect>())
                data.Add((int)one, (int)other);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Strictest_Wins_ForTheEventAndPerRecipient(int one, int other)
    {
        var strictest = (PolicyEffect)Math.Max(one, other);
        Assert.Equal(strictest, Decide(All((PolicyEffect)one), All((PolicyEffect)other)).Effect);
        var decision = Decide(All((PolicyEffect)one), Except((3, (PolicyEffect)other)));
        Assert.Equal((PolicyEffect)one, decision.Effect);
        Assert.Equal(strictest, decision.For(3).Effect);
        Assert.Equal((PolicyEffect)one, decision.For(4).Effect);
        Assert.Equal(CodeOf(strictest), decision.For(3).Code);
        decision = Decide(Except((3, (PolicyEffect)one)), Except((3, (PolicyEffect)other), (199, PolicyEffect.Hold)));
        Assert.Equal(strictest, decision.For(3).Effect);
        Assert.Equal(PolicyEffect.Hold, decision.For(199).Effect);
        Assert.Equal(PolicyEffect.Allow, decision.For(100).Effect);
    }

    [Fact]
    public void Recipients_DoNotAffectEachOther()
    {
        var decision = Decide(Except((5, PolicyEffect.Hold), (9, PolicyEffect.Block)), Except((7, PolicyEffect.Quarantine)));
        Assert.Equal([5, 7, 9], decision.Exceptions.Select(e => e.Recipient));
        Assert.Equal("2.1.3", decision.Code.Code);
        Assert.Equal(Room.Length - 3, Enumerable.Range(0, Room.Length).Count(n => decision.For(n).Effect == PolicyEffect.Allow));
    }

    [Fact]
    public void OwnCopy_IsNeverAnException() => Assert.Equal(PolicyEffect.Allow, Decide(Except((0, PolicyEffect.Block))).For(0).Effect);

    [Fact]
    public void HoldDoesNotSkipARedaction()
    {
        var decision = Decide(All(PolicyEffect.Redact) with { Redactions = [Cut.OfPart("/part")] }, Except((2, PolicyEffect.Hold)));
        Assert.Equal([Cut.OfPart("/part")], decision.Redactions);
        Assert.Equal((PolicyEffect.Redact, PolicyEffect.Hold), (decision.Effect, decision.For(2).Effect));
    }

    [Fact]
    public void OfTwoHolds_TheLaterCounts()
    {
        RecipientOutcome Until(Instant? at) => new(2, PolicyEffect.Hold, at is null ? DecisionCodes.HeldForReview : DecisionCodes.HeldDeliveryHours, at);
        Instant? Combined(Instant? one, Instant? other) => Decide(PolicyOutcome.Except([Until(one)]), PolicyOutcome.Except([Until(other)])).For(2).Until;
        var later = Noon + Duration.FromHours(1);
        Assert.Equal(later, Combined(Noon, later));
        Assert.Equal(later, Combined(later, Noon));
        Assert.Null(Combined(Noon, null));
        Assert.Null(Combined(null, Noon));
    }

    [Fact]
    public void HoldOfTheWholeEvent_KeepsItsTime()
    {
        var decision = Decide(All(PolicyEffect.Hold) with { Until = Noon });
        Assert.Equal(("2.1.1", (Instant?)Noon, (Instant?)Noon), (decision.Code.Code, decision.Until, decision.For(8).Until));
    }

    [Fact]
    public void AlreadyShown_IsNotPrevented_ButRefusalStands()
    {
        var shown = Story.Event(Room[0], Room) with { AlreadyShown = default(RecipientSet).With(2).With(150) };
        var held = Decide(shown, All(PolicyEffect.Quarantine));
        Assert.Equal((PolicyEffect.Allow, PolicyEffect.Quarantine), (held.For(150).Effect, held.For(3).Effect));
        Assert.True(held.NotPrevented.Contains(150));
        Assert.Equal("2.1.3", held.Code.Code);

        var refused = Decide(shown, PolicyOutcome.Refuse(DecisionCodes.BlockedDlp, "A card number."));
        Assert.Equal((PolicyEffect.Block, "5.1.1", "A card number."), (refused.Effect, refused.Code.Code, refused.Detail));
        Assert.True(refused.NotPrevented.Contains(2));
    }

    [Fact]
    public void OfEqualOutcomes_TheEarlierIsTold()
    {
        var decision = Decide(PolicyOutcome.Refuse(DecisionCodes.BlockedDlp, "first"), PolicyOutcome.Refuse(DecisionCodes.PersonaConflict, "second"));
        Assert.Equal(("5.1.1", "first"), (decision.Code.Code, decision.Detail));
        Assert.Equal(2, decision.Findings.Count);
        Assert.Equal(["says/7", "says/7"], decision.Evaluated);
    }

    [Fact]
    public void NobodyElseInTheRoom_IsAllowed()
    {
        PolicyPerson[] alone = [Room[0]];
        Assert.Equal("2.0.0", Decide(Story.Event(Room[0], alone), Except((0, PolicyEffect.Block))).Code.Code);
        Assert.Equal("2.0.0", Decide(Story.Event(Room[0], []), Except()).Code.Code);
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 63, 64 })]
    [InlineData(new[] { 5, 127, 128, 900, 64 })]
    public void RecipientSet_HoldsAnyIndex(int[] members)
    {
        var set = members.Aggregate(default(RecipientSet), (s, m) => s.With(m));
        Assert.Equal(members.Order(), Enumerable.Range(0, 2_000).Where(set.Contains));
        Assert.False(set.IsEmpty);
        Assert.True(default(RecipientSet).IsEmpty);
    }
}
