using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Settings;

/// <summary>The settings of supervision in force (spec 07.9). Each version is archived whole before it holds.</summary>
internal sealed class SettingsBook(Database database, AppendLog log, TimeProvider time) : IDisposable
{
    /// <summary>The queue until somebody has set others, and for what must be reviewed and no other takes; who may see it when it is not set: every reviewer.</summary>
    public const string DefaultQueue = "default";

    private readonly SemaphoreSlim gate = new(1);
    private volatile SupervisionSettings? current;

    /// <summary>Until somebody has set them there is one queue, of every policy and for every reviewer.</summary>
    public SupervisionSettings Current => current ??= Load();

    public ReviewQueue? Queue(string name) => Array.Find(Current.Queues, q => q.Name == name);

    /// <summary>The groups whose members an account supervises.</summary>
    public string[] GroupsOf(string account) => [.. Current.Groups.Where(g => g.Supervisors.Contains(account)).Select(g => g.Group)];

    public void Dispose() => gate.Dispose();

    /// <exception cref="ProblemException">5.5.0: not well formed; 5.5.2: the version that it replaces is not the one in force.</exception>
    public async Task<SupervisionSettings> SetAsync(Principal principal, SupervisionSettings asked)
    {
        if (SettingsRules.Fault(asked) is { } fault)
            throw new ProblemException(DecisionCodes.Malformed, fault);
        await gate.WaitAsync();
        try
        {
            if (asked.Version != Current.Version)
                throw new ProblemException(DecisionCodes.TransactionConflict, $"Version {Current.Version} is in force, and this was made of version {asked.Version}. Read it again.");
            var next = asked with { Version = asked.Version + 1, At = WireTime.Format(time.GetUtcNow()), By = principal.Account };
            var document = JsonSerializer.Serialize(next, OcipJson.Default.SupervisionSettings);
            await log.AppendAsync(
                new LogRecord(LogRecord.Review, new JsonObject { ["what"] = "settings", ["version"] = next.Version }, new JsonObject { ["by"] = principal.Account, ["value"] = JsonNode.Parse(document) }),
                (connection, leaf) => connection.Execute("INSERT INTO supervision_settings(version, document, leaf) VALUES (@Version, @document, @leaf)", new { next.Version, document, leaf }));
            return current = next;
        }
        finally
        {
            gate.Release();
        }
    }

    private SupervisionSettings Load()
    {
        var document = database.Read(c => c.QuerySingleOrDefault<string?>("SELECT document FROM supervision_settings ORDER BY version DESC LIMIT 1"));
        return document is not null
            ? JsonSerializer.Deserialize(document, OcipJson.Default.SupervisionSettings)!
            : new SupervisionSettings { Version = 0, Dispositions = [], Templates = [], Groups = [], Queues = [new ReviewQueue { Name = DefaultQueue, Policies = ["*"] }], Plans = [] };
    }
}
