using Interop.Protocol.Decisions;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Runs every policy and combines their outcomes (spec 07): for each recipient the strictest wins, and recipients do not
/// affect each other. Two things hold for all policies and stand here once: the sender's own copy is never held or blocked
/// for the sender alone, and for those who already saw the event nothing is prevented.
/// </summary>
internal sealed class Combination
{
    private readonly IPolicy[] policies;
    private readonly Decision allowForAll;

    /// <param name="policies">In the order evaluated; of equal outcomes the earlier one's code is told.</param>
    public Combination(params IPolicy[] policies)
    {
        this.policies = policies;
        allowForAll = new Decision { Evaluated = [.. policies.Select(p => $"{p.Name}/{p.Version}")] };
    }

    /// <summary>Every policy as name/version, in order.</summary>
    public IReadOnlyList<string> Names => allowForAll.Evaluated;

    /// <summary>These policies and more after them.</summary>
    public Combination And(IReadOnlyList<IPolicy> more) => new([.. policies, .. more]);

    /// <summary>The decision on an event. One shared object when all is allowed.</summary>
    public Decision Decide(in PolicyInput input)
    {
        List<Finding>? findings = null;
        foreach (var policy in policies)
        {
            var outcome = policy.Evaluate(in input);
            if (!outcome.IsAllowForAll)
                (findings ??= []).Add(new Finding(policy, outcome));
        }
        return findings is null ? allowForAll : Combine(findings, in input);
    }

    private Decision Combine(List<Finding> findings, in PolicyInput input)
    {
        var common = new RecipientOutcome(-1, PolicyEffect.Allow, DecisionCodes.DeliveredArchived);
        string? detail = null;
        List<Cut> redactions = [];
        var isSealed = false;
        foreach (var (_, outcome) in findings)
        {
            var stricter = Stricter(common, new RecipientOutcome(-1, outcome.Effect, outcome.Code, outcome.Until));
            // A warning is told besides a hold; with a refusal only the refusal's own sentence is.
            if (stricter != common)
                detail = stricter.Effect == PolicyEffect.Block ? outcome.Detail : outcome.Detail ?? detail;
            common = stricter;
            redactions.AddRange(outcome.Redactions ?? []);
            isSealed |= outcome.Untold || outcome.Effect == PolicyEffect.Notice || outcome.Exceptions?.Any(e => e.Effect == PolicyEffect.Notice) == true;
        }

        var each = EachRecipient(findings, common, in input, out var notPrevented);
        var verdict = Summary.Of(each, common, in input);
        return new Decision
        {
            Evaluated = Names,
            Effect = verdict.Effect,
            Code = verdict.Told,
            BaseCode = verdict.Base,
            Until = common.Until,
            Detail = detail ?? (verdict.Effect == PolicyEffect.Block ? verdict.Told.Meaning : null),
            Exceptions = verdict.Exceptions,
            Sealed = isSealed,
            Redactions = redactions,
            NotPrevented = notPrevented,
            Findings = findings,
        };
    }

    private static RecipientOutcome[] EachRecipient(List<Finding> findings, RecipientOutcome common, in PolicyInput input, out RecipientSet notPrevented)
    {
        var each = new RecipientOutcome[input.Recipients.Length];
        for (var i = 0; i < each.Length; i++)
            each[i] = common with { Recipient = i };
        foreach (var exception in findings.SelectMany(f => f.Outcome.Exceptions ?? []))
        {
            ref var outcome = ref each[exception.Recipient];
            if (input.Recipients[exception.Recipient].User != input.Sender.User)
                outcome = Stricter(outcome, exception);
        }

        notPrevented = default;
        for (var i = 0; i < each.Length && !input.AlreadyShown.IsEmpty; i++)
        {
            if (!input.AlreadyShown.Contains(i) || each[i].Effect is PolicyEffect.Allow or PolicyEffect.Flag or PolicyEffect.Warn)
                continue;
            notPrevented = notPrevented.With(i);
            if (common.Effect != PolicyEffect.Block)
                each[i] = new RecipientOutcome(i, PolicyEffect.Allow, DecisionCodes.DeliveredArchived);
        }
        return each;
    }

    /// <summary>Of two holds the later one, since both must have ended; a hold without a time is the latest.</summary>
    private static RecipientOutcome Stricter(RecipientOutcome one, RecipientOutcome other)
    {
        if (other.Effect != one.Effect)
            return other.Effect > one.Effect ? other with { Recipient = one.Recipient } : one;
        var later = one.Effect == PolicyEffect.Hold && one.Until is { } until && (other.Until is not { } otherUntil || otherUntil > until);
        return later ? other with { Recipient = one.Recipient } : one;
    }

    /// <summary>What is told to the sender of the outcomes of all recipients.</summary>
    private readonly record struct Summary(PolicyEffect Effect, DecisionCode Told, DecisionCode Base, IReadOnlyList<RecipientOutcome> Exceptions)
    {
        public static Summary Of(RecipientOutcome[] each, RecipientOutcome common, in PolicyInput input)
        {
            if (common.Effect == PolicyEffect.Block)
                return new Summary(common.Effect, common.Code, common.Code, []);

            RecipientOutcome? strictestOfOthers = null;
            var (allSame, allBlocked) = (true, true);
            foreach (var outcome in each)
            {
                if (input.Recipients[outcome.Recipient].User == input.Sender.User)
                    continue;
                strictestOfOthers ??= outcome;
                allSame &= outcome.Code == strictestOfOthers.Value.Code;
                allBlocked &= outcome.Effect == PolicyEffect.Block;
            }
            // Nobody to wait for. What is sealed stays so all the same: its sender was not told.
            if (strictestOfOthers is not { } firstOther)
                return new Summary(common.Effect, common.Effect == PolicyEffect.Notice ? common.Code : DecisionCodes.DeliveredArchived, common.Code, []);
            // Nobody may have it: then it is refused as a whole, and the sender hears so instead of talking to nobody.
            if (allBlocked)
                return new Summary(PolicyEffect.Block, firstOther.Code, firstOther.Code, []);
            var told = allSame ? firstOther.Code : DecisionCodes.PartlyDelivered;
            return new Summary(common.Effect, told, common.Code, [.. each.Where(o => o.Effect != common.Effect || o.Code != common.Code || o.Until != common.Until)]);
        }
    }
}
