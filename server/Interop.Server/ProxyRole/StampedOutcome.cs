using System.Security.Cryptography;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Proxy;

namespace Interop.Server.ProxyRole;

/// <summary>What of a decision stands in its stamp, and what is for the own organisation only (spec 07, stamps).</summary>
/// <param name="Code">The stamp's.</param>
/// <param name="Recipients">The stamp's.</param>
/// <param name="Own">In direction egress, when own people do not get it now, or the sender is warned.</param>
internal sealed record StampedOutcome(DecisionCode Code, RecipientResult[] Recipients, OwnDecisions? Own)
{
    public static StampedOutcome Of(EvaluateItem item, Evaluation evaluation, ProviderName organisation)
    {
        RecipientResult[] all = [.. evaluation.Recipients.Select(r => new RecipientResult(
            item.Recipients[r.Recipient].User, r.Code.Code, r.Until is { } until ? WireTime.Format(until.ToDateTimeOffset()) : null))];
        if (item.Direction != Stamp.Egress || evaluation.Refused || (evaluation.Code != DecisionCodes.DeliveredWithWarning && all.All(r => r.User.Provider != organisation)))
            return new StampedOutcome(evaluation.Code, all, null);
        RecipientResult[] others = [.. all.Where(r => r.User.Provider != organisation)];
        var salt = Base64UrlText.Of(RandomNumberGenerator.GetBytes(EventIdentity.SaltOctets));
        var own = new OwnDecisions(evaluation.Code.Code, [.. all.Where(r => r.User.Provider == organisation)], salt);
        return new StampedOutcome(CodeOf(others, item.Recipients.Count(r => r.User.Provider != organisation)), others, own);
    }

    /// <summary>Of what goes to other organisations: it leaves, so it is never a refusal.</summary>
    private static DecisionCode CodeOf(RecipientResult[] others, int asked)
    {
        if (others.Length == 0)
            return DecisionCodes.DeliveredArchived;
        var isOne = others.Length == asked && others.All(r => r.Code == others[0].Code);
        return isOne && DecisionCodes.Find(others[0].Code) is { Class: '2' } code ? code : DecisionCodes.PartlyDelivered;
    }
}
