using Dapper;
using Interop.Protocol.AdminApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Storage;

namespace Interop.Server.ProxyRole;

/// <summary>What a proxy evaluates: the policies of every engine, and after them the detectors that its organisation has switched on.</summary>
internal sealed class ProxyPolicies(Database database)
{
    /// <summary>Before the detector's name, in the store's settings.</summary>
    public const string Setting = "detector:";

    public const string PaymentCard = "payment-card";

    private volatile Combination all = CompliancePolicies.All;

    public Combination All => all;

    /// <summary>The policy of a detector with an action; null when there is no such detector or action.</summary>
    public static IPolicy? Create(string detector, string action) => (detector, action) switch
    {
        (PaymentCard, DetectorRequest.Redact) => new DetectPaymentCard(PolicyEffect.Redact),
        (PaymentCard, DetectorRequest.Review) => new DetectPaymentCard(PolicyEffect.Quarantine),
        (PaymentCard, DetectorRequest.Block) => new DetectPaymentCard(PolicyEffect.Block),
        _ => null,
    };

    /// <summary>Reads which detectors are switched on. Each evaluation takes the policies as they stand when it begins.</summary>
    public void Refresh()
    {
        var on = database.Read(c => c.Query<(string Name, string Action)>("SELECT name, value FROM settings WHERE name LIKE 'detector:%' ORDER BY name").AsList());
        var detectors = on.Select(d => Create(d.Name[Setting.Length..], d.Action)).OfType<IPolicy>().ToArray();
        all = detectors.Length == 0 ? CompliancePolicies.All : CompliancePolicies.All.And(detectors);
    }
}
