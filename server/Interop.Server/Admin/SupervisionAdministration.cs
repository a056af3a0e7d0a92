using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Supervision;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Compliance;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Admin;

/// <summary>Declares the organisation's supervision (spec 07): archived with its texts, in force as soon as it is on record.</summary>
internal sealed class SupervisionAdministration(ServerOptions options, Database database, AppendLog log, Organisation organisation, Declarations declarations, TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);

    public void Dispose() => gate.Dispose();

    /// <summary>Puts a declaration in force; the one that is in force already is left as it is.</summary>
    /// <exception cref="ProblemException">5.5.0 when it is not well formed, or its version named another declaration before.</exception>
    public async Task<SupervisionDeclaration> DeclareAsync(Principal principal, SupervisionRequest request)
    {
        var declaration = Of(request);
        if (!SupervisionModes.All.Contains(declaration.Mode))
            throw new ProblemException(DecisionCodes.Malformed, $"mode is one of {string.Join(", ", SupervisionModes.All)}.");
        if (SupervisionValidator.Check(declaration) is { } fault)
            throw new ProblemException(fault.Code, fault.Detail);
        await gate.WaitAsync();
        try
        {
            var current = organisation.Supervision;
            if (current.Notice.Digest == declaration.Notice.Digest)
                return current;
            if (current.Notice.Version == declaration.Notice.Version || WasUsed(declaration.Notice.Version))
                throw new ProblemException(DecisionCodes.Malformed, "This version named another declaration before; whatever changes, the version changes with it.");
            if (!WasUsed(current.Notice.Version))
                await RecordAsync(current, options.Provider.Value);
            await RecordAsync(declaration, principal.Account);
            organisation.Refresh();
            declarations.Changed();
            return declaration;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The default declaration is put on record when somebody first relies on it: others were when they were made.</summary>
    public async Task KeepAsync(SupervisionDeclaration inForce)
    {
        if (WasUsed(inForce.Notice.Version))
            return;
        await gate.WaitAsync();
        try
        {
            if (organisation.Supervision.Notice.Digest == inForce.Notice.Digest && !WasUsed(inForce.Notice.Version))
                await RecordAsync(inForce, options.Provider.Value);
        }
        finally
        {
            gate.Release();
        }
    }

    private bool WasUsed(string version) => database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM supervision WHERE version=@version", new { version })) > 0;

    private Task<long> RecordAsync(SupervisionDeclaration declaration, string by)
    {
        var json = JsonSerializer.Serialize(declaration, OcipJson.Default.SupervisionDeclaration);
        return log.AppendAsync(
            new LogRecord(LogRecord.Policy,
                new JsonObject { ["what"] = "supervision", ["version"] = declaration.Notice.Version, ["digest"] = declaration.Notice.Digest },
                new JsonObject { ["by"] = by, ["value"] = JsonNode.Parse(json) }),
            (connection, _) => Insert(connection, declaration.Notice.Version, json));
    }

    private static void Insert(SqliteConnection connection, string version, string json) =>
        connection.Execute("INSERT INTO supervision(version, declaration) VALUES (@version, @json)", new { version, json });

    private SupervisionDeclaration Of(SupervisionRequest request)
    {
        var declaration = new SupervisionDeclaration
        {
            By = options.Provider,
            Mode = request.Mode,
            Scope = request.Scope,
            Purpose = request.Purpose,
            LegalBasis = request.LegalBasis,
            Notice = new SupervisionNotice { Version = request.Version, Digest = "", Url = request.Url, Texts = request.Texts },
            Since = WireTime.Format(time.GetUtcNow()),
        };
        return declaration with { Notice = declaration.Notice with { Digest = SupervisionDigest.Of(declaration) } };
    }
}
