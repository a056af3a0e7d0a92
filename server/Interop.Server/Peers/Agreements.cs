using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Retention;
using Interop.Server.Storage;

namespace Interop.Server.Peers;

/// <summary>With whom this organisation's people may chat, and how far (spec 02). A change is a record, and in force as soon as it is one.</summary>
internal sealed class Agreements : IDisposable
{
    private readonly ConcurrentDictionary<ProviderName, AgreementView> inForce = new();
    private readonly SemaphoreSlim one = new(1);
    private readonly Database database;
    private readonly AppendLog log;
    private readonly Assignment retention;
    private readonly TimeProvider time;

    public Agreements(Database database, AppendLog log, Assignment retention, TimeProvider time)
    {
        (this.database, this.log, this.retention, this.time) = (database, log, retention, time);
        foreach (var row in database.Read(c => c.Query<Row>("SELECT provider, version, document, at FROM agreements a WHERE version=(SELECT max(version) FROM agreements b WHERE b.provider=a.provider)").AsList()))
        {
            var provider = ProviderName.Parse(row.Provider);
            inForce[provider] = new AgreementView(provider, (int)row.Version, row.At, JsonSerializer.Deserialize(row.Document, OcipJson.Default.Agreement)!);
        }
    }

    /// <summary>Every agreement, the suspended and ended ones too.</summary>
    public IReadOnlyList<AgreementView> All => [.. inForce.Values.OrderBy(a => a.Provider.Value, StringComparer.Ordinal)];

    /// <summary>The agreement as it was last set, or null when there never was one.</summary>
    public AgreementView? Find(ProviderName provider) => inForce.GetValueOrDefault(provider);

    /// <summary>Null when the two may speak at all; else 5.1.4 (none, ended, expired) or 5.1.5 (suspended).</summary>
    public Fault? Check(ProviderName provider)
    {
        if (Find(provider) is not { } view)
            return new Fault(DecisionCodes.NoFederationAgreement, $"There is no agreement with {provider}.");
        return view.Agreement.State switch
        {
            Agreement.Suspended => new Fault(DecisionCodes.FederationSuspended, $"The agreement with {provider} is suspended."),
            Agreement.Ended => new Fault(DecisionCodes.NoFederationAgreement, $"The agreement with {provider} has ended."),
            _ => HasExpired(view.Agreement) ? new Fault(DecisionCodes.NoFederationAgreement, $"The agreement with {provider} expired at {view.Agreement.Expires}.") : null,
        };
    }

    /// <summary>Null when the agreement covers this; else as <see cref="Check(ProviderName)"/>, or 5.1.6 (limited).</summary>
    public Fault? Check(ProviderName provider, AgreementUse use)
    {
        if (Check(provider) is { } fault)
            return fault;
        return AgreementRules.Check(Find(provider)!.Agreement, use, IsInOneOf) is { } limited ? new Fault(DecisionCodes.FederationLimited, limited) : null;
    }

    /// <summary>Whether a person of ours is asked before one of theirs may write.</summary>
    public bool RequiresConsent(ProviderName provider) => Find(provider) is not { } view || view.Agreement.ConsentRequired == true;

    /// <summary>What the other provider is told of it; no lists of people, no contact.</summary>
    public AgreementStanding Standing(ProviderName provider)
    {
        if (Find(provider)?.Agreement is not { } agreement)
            return new AgreementStanding("none");
        return new AgreementStanding(HasExpired(agreement) ? Agreement.Ended : agreement.State, agreement.Features, agreement.Direction, agreement.Expires);
    }

    /// <summary>Sets an agreement; in force when this returns.</summary>
    public async Task<AgreementView> SetAsync(Principal principal, ProviderName provider, Agreement agreement)
    {
        if (AgreementRules.FaultOf(agreement) is { } wrong)
            throw new ProblemException(DecisionCodes.Malformed, wrong);
        await one.WaitAsync();
        try
        {
            var view = new AgreementView(provider, (Find(provider)?.Version ?? 0) + 1, WireTime.Format(time.GetUtcNow()), agreement);
            var json = JsonSerializer.Serialize(agreement, OcipJson.Default.Agreement);
            var fields = new JsonObject { ["what"] = "agreement", ["provider"] = provider.Value, ["version"] = view.Version, ["state"] = agreement.State };
            await log.AppendAsync(new LogRecord(LogRecord.Policy, fields, new JsonObject { ["by"] = principal.Account, ["value"] = JsonNode.Parse(json) }), (connection, _) => connection.Execute(
                "INSERT INTO agreements(provider, version, document, at) VALUES (@provider, @version, @json, @at)", new { provider = provider.Value, version = view.Version, json, at = view.At }));
            inForce[provider] = view;
            retention.Refresh();
            return view;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private bool HasExpired(Agreement agreement) => agreement.Expires is { } expires && WireTime.Parse(expires) <= time.GetUtcNow();

    private bool IsInOneOf(string user, string[] groups) => database.Read(c => c.ExecuteScalar<long>(
        "SELECT count(*) FROM group_members g JOIN users u ON u.id=g.user_id WHERE u.local=@user AND g.name IN @groups", new { user, groups })) > 0;

    private sealed record Row(string Provider, long Version, string Document, string At);
}
