using System.Text.Json;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Disclosures;
using Interop.Server.Compliance.Policies;
using NodaTime;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Compliance.Proxy;

/// <summary>
/// Reads a proxy's answers (spec 07, verification of stamps): nothing of one is used before its stamp and its receipt were found good, for this event,
/// in this direction, by the pinned keys. A signature is checked once for all results that it covers.
/// </summary>
internal sealed class AnswerReader(SignedBatch[] batches, PinnedProxy proxy, DateTimeOffset now)
{
    private readonly Dictionary<string, bool> signed = new(StringComparer.Ordinal);

    /// <exception cref="PolicyUnavailableException">It gave no decision, or one that cannot be believed.</exception>
    /// <exception cref="DisclosuresDueException">It asks that somebody is told first.</exception>
    public Evaluation Read(Question question, EvaluateResult result)
    {
        if (result is { Stamp: null, Tell.Length: > 0 })
            throw new DisclosuresDueException(result.Tell);
        var stamp = Check(question.Event, question.Direction, result);
        var own = OwnOf(stamp, result);
        var evaluated = result.Evaluated ?? throw Lies("it does not say what it has evaluated");
        if (stamp.PolicyDigest != StampDigest.OfPolicies(evaluated))
            throw Lies("the policies are not those of the stamp");
        var blocked = stamp.Code[0] == '5';
        // What comes in has its place already: whoever says that it is refused blocks it for each.
        var refused = blocked && question.Direction != Stamp.Ingress;
        var consentMissing = stamp.Code == DecisionCodes.ConsentMissing.Code;
        var told = blocked && !refused ? question.Recipients.Select(r => new RecipientResult(r, stamp.Code)) : (stamp.Recipients ?? []).Concat(own);
        var recipients = told.Select(r => OutcomeOf(r, Array.IndexOf(question.Recipients, r.User))).OrderBy(r => r.Recipient).ToArray();
        return new Evaluation
        {
            Refused = refused,
            Code = blocked && !refused ? DecisionCodes.PartlyDelivered : Known(result.Code),
            Detail = refused ? result.Detail ?? Known(stamp.Code).Meaning : result.Detail,
            KeepBody = question.SenderWasTold && !consentMissing,
            Unconsented = consentMissing && !refused,
            Answers = result.Answers ?? [],
            Recipients = refused ? [] : recipients,
            NotPrevented = SetOf(question, result.NotPrevented),
            Evaluated = JsonSerializer.Serialize(evaluated),
            Asked = result.Asked is { Length: > 0 } asked ? JsonSerializer.Serialize(asked) : null,
            Failed = result.Failed is { Length: > 0 } failed ? JsonSerializer.Serialize(failed) : null,
            Redacted = RedactedOf(question, result),
            Stamp = Whole(stamp, result),
        };
    }

    /// <summary>The outcome of a release.</summary>
    /// <exception cref="PolicyUnavailableException">It gave no decision, or one that cannot be believed.</exception>
    public ReleaseOutcome ReadRelease(EventId ev, UserId recipient, EvaluateResult result)
    {
        if (result.Stamp is null)
        {
            // Without a stamp nothing changes: it goes on waiting.
            var code = Known(result.Code);
            return code.Class == '2' && code != DecisionCodes.DeliveredArchived && code != DecisionCodes.DeliveredRedacted
                ? Outcome(OutcomeOf(new RecipientResult(recipient, result.Code, result.HoldUntil), 0), null)
                : throw new PolicyUnavailableException($"compliance proxy ({result.Code})");
        }
        var stamp = Check(ev, Stamp.Release, result);
        if (stamp.Recipients is not [var only] || only.User != recipient || only.Code != stamp.Code)
            throw Lies("the stamp is for another recipient");
        return Outcome(OutcomeOf(only, 0), Whole(stamp, result));
    }

    private static ReleaseOutcome Outcome(RecipientOutcome outcome, SignedStamp? stamp) => new(outcome, stamp) { ForConsent = HeldEvent.WaitsForConsent(outcome) };

    private Stamp Check(EventId ev, string direction, EvaluateResult result)
    {
        if (result is not { Stamp: { } stamp, Proof: { } proof })
            throw new PolicyUnavailableException($"compliance proxy ({result.Code})");
        if (StampVerifier.FaultOf(new StampedDecision(stamp, proof), batches, ev, (batch, of) => IsSigned(batch, () => proxy.IsStamped(batch, of))) is { } fault)
            throw Lies(fault);
        if (StampVerifier.ReceiptFaultOf(stamp.Receipt, result.ReceiptProof, batches, (batch, at) => IsSigned(batch, () => proxy.IsReceipted(batch, at))) is { } wrong)
            throw Lies(wrong);
        if (stamp.Direction != direction || (result.Own?.Code ?? stamp.Code) != result.Code || stamp.Bypass is not null)
            throw Lies("the stamp is for another direction, or says another code");
        if (stamp.Receipt.Log != $"{stamp.Proxy.Provider.Value}/p/{stamp.Proxy.Name}")
            throw Lies("the receipt is of another log");
        if (WireTime.Parse(stamp.At) > now + StampVerifier.AheadMax)
            throw Lies("the stamp is from the future");
        if (stamp.Code.Length == 0 || stamp.Code[0] is not ('2' or '5'))
            throw Lies("the stamp says no decision");
        return stamp;
    }

    /// <summary>What was decided for own people and is not for others: as the stamp commits to it.</summary>
    private static RecipientResult[] OwnOf(Stamp stamp, EvaluateResult result)
    {
        if (stamp.Direction == Stamp.Egress && stamp.Recipients?.Any(r => r.User.Provider == stamp.Proxy.Provider) == true)
            throw Lies("the stamp tells other organisations of own people");
        if (stamp.Direction == Stamp.Egress && stamp.Recipients?.Any(r => !r.Code.StartsWith('5')) == true)
            throw Lies("what would have to wait leaves the organisation");
        if (result.Own is null && stamp.Own is null)
            return [];
        if (result.Own is not { } own || stamp.Direction != Stamp.Egress || stamp.Code[0] == '5' || StampDigest.OfOwn(own) != stamp.Own)
            throw Lies("what was decided for own people is not what the stamp commits to");
        return own.Recipients.All(r => r.User.Provider == stamp.Proxy.Provider) ? own.Recipients : throw Lies("others are among own people");
    }

    private static RedactedBody? RedactedOf(Question question, EvaluateResult result)
    {
        if (result.Stamp!.Redacted is not { } link)
            return result.RedactedBody is null ? null : throw Lies("another body, but no redaction in the stamp");
        if (question.Direction == Stamp.Egress)
            throw Lies("parts were taken out of what goes to other organisations");
        if (result.RedactedBody is not { } body || link.From != question.ContentDigest || !Base64UrlText.TryDecode(body.Salt, EventIdentity.SaltOctets, out var salt))
            throw Lies("the redaction is of another body");
        byte[] canonical;
        try
        {
            canonical = EventIdentity.CanonicalContent(body.Content, body.Provenance);
        }
        catch (MalformedJsonException)
        {
            throw Lies("the redacted body has no canonical form");
        }
        return Base64UrlText.Of(EventIdentity.ContentDigest(salt, canonical)) == link.To
            ? new RedactedBody(link, Redactor.Canonical(body))
            : throw Lies("the redacted body is not the one of the stamp");
    }

    private static RecipientOutcome OutcomeOf(RecipientResult result, int index)
    {
        if (index < 0)
            throw Lies("the stamp decides for somebody who was not asked for");
        var code = Known(result.Code, DecisionCodes.HeldForReview);
        var effect = code.Class switch
        {
            '5' => PolicyEffect.Block,
            '2' when code == DecisionCodes.DeliveredArchived => PolicyEffect.Allow,
            '2' when code == DecisionCodes.DeliveredRedacted => PolicyEffect.Redact,
            '2' when code == DecisionCodes.DeliveredWithWarning => PolicyEffect.Warn,
            '2' when code == DecisionCodes.DeliveredWithNotice => PolicyEffect.Notice,
            '2' when code == DecisionCodes.HeldDeliveryHours || code == DecisionCodes.HeldByPolicy => PolicyEffect.Hold,
            '2' when code == DecisionCodes.HeldForReview => PolicyEffect.Quarantine,
            _ => throw Lies("the stamp says no decision for a recipient"),
        };
        Instant? until = WireTime.TryParse(result.HoldUntil, out var end) ? Instant.FromDateTimeOffset(end) : null;
        return new RecipientOutcome(index, effect, code, until);
    }

    /// <summary>A code that is not known is taken by its first digit.</summary>
    private static DecisionCode Known(string code, DecisionCode? waiting = null) =>
        DecisionCodes.Find(code) ?? (code.StartsWith('5') ? DecisionCodes.BlockedPolicy : waiting ?? DecisionCodes.DeliveredArchived);

    private static RecipientSet SetOf(Question question, UserId[]? users)
    {
        var set = default(RecipientSet);
        foreach (var index in (users ?? []).Select(u => Array.IndexOf(question.Recipients, u)).Where(i => i >= 0))
            set = set.With(index);
        return set;
    }

    private SignedStamp Whole(Stamp stamp, EvaluateResult result) => new(
        stamp, batches[result.Proof!.Batch], result.Proof with { Batch = 0 }, batches[result.ReceiptProof!.Batch], result.ReceiptProof with { Batch = 0 });

    private bool IsSigned(SignedBatch batch, Func<bool> check)
    {
        if (!signed.TryGetValue(batch.Signature, out var good))
            signed[batch.Signature] = good = check();
        return good;
    }

    private static PolicyUnavailableException Lies(string fault) => new($"compliance proxy (its answer is refused: {fault})");
}
