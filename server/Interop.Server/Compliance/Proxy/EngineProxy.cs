using System.Text.Json;
using Interop.Protocol.Decisions;
using Interop.Protocol.Events;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;
using Interop.Server.Pipeline;
using Interop.Server.Rooms;
using Interop.Server.Storage;

namespace Interop.Server.Compliance.Proxy;

/// <summary>The organisation's policies in this process (Compliance/Policies, in their order). Answers at once; allowed for all costs no allocation.</summary>
internal sealed class EngineProxy(UserDirectory users, Organisation organisation, FaultPoints faults, TimeProvider time) : IComplianceProxy
{
    private static readonly string Evaluated = JsonSerializer.Serialize(CompliancePolicies.All.Names);
    private static readonly Evaluation Allowed = new() { Evaluated = Evaluated };

    public ValueTask<Evaluation> EvaluateAsync(MessageContext context, in PolicyInput input)
    {
        if (faults.Fails(FaultPoints.PolicyUnavailable))
            throw new PolicyUnavailableException("fault injection");
        var decision = CompliancePolicies.All.Decide(in input);
        return ValueTask.FromResult(decision.IsAllowForAll ? Allowed : Of(decision, in input));
    }

    public ValueTask<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(HeldEvents held)
    {
        var outcomes = new List<ReleaseOutcome>(held.Events.Count);
        foreach (var waiting in held.Events)
        {
            var outcome = Decide(held, waiting);
            outcomes.Add(new ReleaseOutcome(outcome));
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
            Code = decision.Code,
            Detail = decision.Detail,
            KeepBody = !decision.Sealed,
            NotPrevented = decision.NotPrevented,
        };
        if (decision.Effect == PolicyEffect.Block && input.Direction != EvaluationDirection.Ingress)
            return common with { Refused = true };
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
            if (outcome.Effect is not (PolicyEffect.Allow or PolicyEffect.Redact) && input.Recipients[i].User != input.Sender.User)
                found.Add(outcome);
        }
        return found;
    }

    private RecipientOutcome Decide(HeldEvents held, HeldEvent waiting)
    {
        var header = waiting.Header;
        using var body = waiting.Body is null ? null : JsonDocument.Parse(waiting.Body);
        var target = header.Type == EventTypes.Membership && MembershipState.TryRead(header.State, users, out var membership) is null ? membership : null;
        var sender = users.Get(waiting.SenderRow);
        var input = new PolicyInput
        {
            Header = header,
            Content = body?.RootElement.GetProperty("content") ?? default,
            Sender = sender.Person,
            Recipients = [held.Recipient.Person],
            Participants = held.Room.Persons,
            Now = NodaTime.Instant.FromDateTimeOffset(time.GetUtcNow()),
            Barriers = organisation.Barriers,
            NoticeVersion = sender.IsOurs ? organisation.Notice?.Version : null,
            Change = ComplianceStage.ChangeOf(target),
            Target = target?.Target.Person,
            Release = true,
        };
        return CompliancePolicies.All.Decide(in input).For(0);
    }
}
