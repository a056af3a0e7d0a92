using Dapper;
using Interop.Protocol.AdminApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Rulebook;
using Interop.Server.Storage;
using NodaTime;

namespace Interop.Server.ProxyRole;

/// <summary>What a proxy evaluates: the policies of every engine, those of its organisation's book, and after them the detectors that are switched on.</summary>
internal sealed class ProxyPolicies(Database database, PolicyBook book)
{
    /// <summary>Before the detector's name, in the store's settings.</summary>
    public const string Setting = "detector:";

    public const string PaymentCard = "payment-card";

    private volatile IPolicy[] detectors = [];
    private volatile Both? both;

    /// <summary>What is in force: each evaluation takes it once, when it begins.</summary>
    public PolicySet At(Instant now)
    {
        var (set, on, known) = (book.At(now), detectors, both);
        if (on.Length == 0)
            return set;
        if (known is null || known.Book != set || known.Detectors != on)
            both = known = new Both(set, on, new PolicySet([.. set.Compiled, .. on], set.Until));
        return known.All;
    }

    /// <summary>The policy of a detector with an action; null when there is no such detector or action.</summary>
    public static IPolicy? Create(string detector, string action) => (detector, action) switch
    {
        (PaymentCard, DetectorRequest.Redact) => new DetectPaymentCard(PolicyAction.Redact),
        (PaymentCard, DetectorRequest.Review) => new DetectPaymentCard(PolicyAction.Review),
        (PaymentCard, DetectorRequest.Block) => new DetectPaymentCard(PolicyAction.Block),
        _ => null,
    };

    /// <summary>Reads which detectors are switched on.</summary>
    public void Refresh()
    {
        var on = database.Read(c => c.Query<(string Name, string Action)>("SELECT name, value FROM settings WHERE name LIKE 'detector:%' ORDER BY name").AsList());
        detectors = [.. on.Select(d => Create(d.Name[Setting.Length..], d.Action)).OfType<IPolicy>()];
    }

    private sealed record Both(PolicySet Book, IPolicy[] Detectors, PolicySet All);
}
