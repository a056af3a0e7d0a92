using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Identity;
using Interop.Server.Media.Text;
using Interop.Server.Pipeline;
using Interop.Server.ProxyRole;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Proxy;

/// <summary>The organisation's policies in this process (Compliance/Policies, in their order). Answers at once; allowed for all costs no allocation.</summary>
internal sealed class EngineProxy(PolicyBook book, UserDirectory users, Organisation organisation, FaultPoints faults, AttachedTexts files, TimeProvider time) : IComplianceProxy
{
    public ValueTask<Evaluation> EvaluateAsync(MessageContext context, in PolicyInput input)
    {
        if (faults.Fails(FaultPoints.PolicyUnavailable))
            throw new PolicyUnavailableException("fault injection");
        var policies = book.At(input.Now);
        var decision = policies.Decide(in input);
        if (decision.IsAllowForAll)
            return ValueTask.FromResult(policies.Allowed);
        var evaluation = Of(decision, in input);
        if (evaluation.Refused || decision.Redactions.Count == 0)
            return ValueTask.FromResult(evaluation);
        var body = JsonSerializer.Deserialize(context.Body, OcipJson.Default.EventBody)!;
        return ValueTask.FromResult(evaluation with { Redacted = Redactor.Redact(input.Header.ContentDigest, body, decision.Redactions) });
    }

    public ValueTask<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(HeldEvents held)
    {
        var outcomes = new List<ReleaseOutcome>(held.Events.Count);
        for (var i = 0; i < held.Events.Count; i++)
        {
            var waiting = held.Events[i];
            var outcome = Decide(held, waiting, OriginalOf(waiting, held, outcomes));
            outcomes.Add(new ReleaseOutcome(outcome) { ForConsent = HeldEvent.WaitsForConsent(outcome) });
            // Closed again: what comes later waits behind it.
            if (outcome.Effect == PolicyEffect.Hold && waiting.Reason == HeldEvent.ForHours)
                break;
        }
        return ValueTask.FromResult<IReadOnlyList<ReleaseOutcome>>(outcomes);
    }

    /// <summary>A decision in the form in which every proxy answers.</summary>
    public static Evaluation Of(Decision decision, in PolicyInput input)
    {
        var common = new Evaluation
        {
            Evaluated = JsonSerializer.Serialize(decision.Evaluated),
            Asked = decision.IsAllowForAll ? null : JsonSerializer.Serialize(decision.Findings.Select(f => $"{f.Policy.Name}/{f.Policy.Version}")),
            Failed = decision.Findings.Any(f => f.Outcome.Failed) ? JsonSerializer.Serialize(decision.Findings.Where(f => f.Outcome.Failed).Select(f => $"{f.Policy.Name}/{f.Policy.Version}")) : null,
            Code = decision.Code,
            Detail = decision.Detail,
            KeepBody = !decision.Sealed,
            NotPrevented = decision.NotPrevented,
        };
        if (decision.Effect == PolicyEffect.Block && input.Direction != EvaluationDirection.Ingress)
            return common with { Refused = true };
        if (decision.Findings.FirstOrDefault(f => f.Outcome is { Untold: true } refused && refused.Code == DecisionCodes.ConsentMissing) is { Policy: not null } unconsented)
            return common with { Unconsented = true, Detail = unconsented.Outcome.Detail };
        if (input.Direction == EvaluationDirection.Egress && StaysFor(decision, in input) is { } why)
            return common with { Refused = true, Code = why.Code, Detail = why.Detail };
        return common with { Code = decision.Effect == PolicyEffect.Block ? DecisionCodes.PartlyDelivered : decision.Code, Recipients = NotNow(decision, in input) };
    }

    /// <summary>
    /// Another organisation could not be made to let something wait, or to forget what it has: what is not to be delivered there as it is, and
    /// now, does not leave (PRX-7.80).
    /// </summary>
    private static Fault? StaysFor(Decision decision, in PolicyInput input)
    {
        if (decision.Sealed)
            return new Fault(DecisionCodes.SupervisionNotAcknowledged, "Its sender has to be told of the recording before it goes to another organisation.");
        if (decision.Redactions.Count > 0)
            return new Fault(DecisionCodes.BlockedDlp, "Parts would have to be taken out before it leaves the organisation.");
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            if (input.Recipients[i].IsForeign && decision.For(i).Effect is PolicyEffect.Hold or PolicyEffect.Quarantine)
                return new Fault(DecisionCodes.BlockedPolicy, "It would have to wait before it leaves the organisation.");
        }
        return null;
    }

    /// <summary>Who does not get it now. What comes in from elsewhere has its place already: a refusal becomes a block for each.</summary>
    private static List<RecipientOutcome> NotNow(Decision decision, in PolicyInput input)
    {
        var found = new List<RecipientOutcome>();
        for (var i = 0; i < input.Recipients.Length; i++)
        {
            var outcome = decision.Effect == PolicyEffect.Block ? new RecipientOutcome(i, PolicyEffect.Block, decision.Code) : decision.For(i);
            if (outcome.Effect > PolicyEffect.Redact && input.Recipients[i].User != input.Sender.User)
                found.Add(outcome);
        }
        return found;
    }

    /// <summary>What has become, just now, of the message that an edit changes; null when that does not wait with it.</summary>
    private static PolicyEffect? OriginalOf(HeldEvent waiting, HeldEvents held, List<ReleaseOutcome> outcomes)
    {
        if (Originals.Of(waiting.Header) is not { } original)
            return null;
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (held.Events[i].EventId == original)
                return outcomes[i].Outcome.Effect;
        }
        return held.Before.TryGetValue(original, out var before) ? before : null;
    }

    private RecipientOutcome Decide(HeldEvents held, HeldEvent waiting, PolicyEffect? original)
    {
        if (waiting.Reviewed == HeldEvent.Blocked)
            return new RecipientOutcome(0, PolicyEffect.Block, DecisionCodes.BlockedPolicy);
        var header = waiting.Header;
        var target = header.Type == EventTypes.Membership && MembershipState.TryRead(header.State, users, out var membership) is null ? membership : null;
        var sender = users.Get(waiting.SenderRow);
        var input = new PolicyInput
        {
            Header = header,
            Content = waiting.Content,
            Sender = sender.Person,
            Recipients = [held.Recipient.Person],
            Participants = held.Room.Persons,
            Now = NodaTime.Instant.FromDateTimeOffset(time.GetUtcNow()),
            Groups = organisation.Groups,
            Networks = held.Room.Networks,
            Reviewed = waiting.Reviewed == HeldEvent.Released,
            NoticeVersion = sender.IsOurs ? organisation.Notice?.Version : null,
            Change = ComplianceStage.ChangeOf(target),
            Target = target?.Target.Person,
            OriginalInReview = original == PolicyEffect.Quarantine ? default(RecipientSet).With(0) : default,
            OriginalBlocked = original == PolicyEffect.Block ? default(RecipientSet).With(0) : default,
            Release = true,
            Overridden = waiting.Override is not null,
            Files = files,
        };
        var outcome = book.At(input.Now).Decide(in input).For(0);
        // Its body is that of the first decision: what was not taken out then cannot be taken out now.
        return outcome.Effect == PolicyEffect.Redact && !waiting.IsRedacted ? new RecipientOutcome(0, PolicyEffect.Block, DecisionCodes.BlockedDlp) : outcome;
    }
}
