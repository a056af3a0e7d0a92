using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.ReviewApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision.Sampling;

/// <summary>
/// Commits to the seed of each draw before its day begins (spec 07.9): nobody can choose it once the messages are known, and nobody can foretell the
/// sample. Some days ahead, so that a server that is away over midnight is not late.
/// </summary>
internal sealed class Commitments(ServerOptions options, Database database, AppendLog log, SettingsBook settings, TimeProvider time)
{
    private const int DaysAhead = 3;
    private const string KeyClass = "supervision";

    /// <summary>What is not committed to yet, for every plan.</summary>
    public async Task CommitAsync()
    {
        var now = time.GetUtcNow();
        var current = settings.Current;
        var today = SampleDay.Of(now);
        // A plan that was taken away draws nothing of days that have not begun.
        var plans = current.Plans.Select(p => p.Name).Append("").ToArray();
        if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM supervision_draws WHERE day>@today AND plan NOT IN @plans", new { today, plans })) > 0)
            await log.WriteAsync(c => c.Execute("DELETE FROM supervision_draws WHERE day>@today AND plan NOT IN @plans", new { today, plans }));
        foreach (var plan in current.Plans)
        {
            // The day on which a plan was made is not drawn: it had begun.
            var from = current.At is { } since && SampleDay.Of(WireTime.Parse(since)) == today ? 1 : 0;
            for (var ahead = from; ahead <= DaysAhead; ahead++)
                await CommitAsync(plan, SampleDay.Of(now, ahead), current);
        }
    }

    /// <summary>base64url.</summary>
    public string SeedOf(DrawRow row) => Base64UrlText.Of(database.Vault.UnwrapKey(row.Seed));

    public DrawRow? Find(string plan, string day) => database.Read(c => c.QuerySingleOrDefault<DrawRow>($"SELECT {DrawRow.Columns} FROM supervision_draws WHERE plan=@plan AND day=@day", new { plan, day }));

    private async Task CommitAsync(SamplingPlan plan, string day, SupervisionSettings current)
    {
        var terms = new JsonObject
        {
            ["date"] = day, ["except"] = Names(BuiltInPolicies.Travel), ["plan"] = JsonSerializer.SerializeToNode(plan, OcipJson.Default.SamplingPlan),
            ["policies"] = Names(current.Queues.First(q => q.Name == plan.Queue).Policies), ["provider"] = options.Provider.Value,
        };
        var document = Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.SerializeToElement(terms, OcipJson.Default.JsonObject)));
        var begun = SampleDay.Begins(day) <= time.GetUtcNow();
        // Of a day that has begun the first commitment counts; of a later one that of the plan as it is now.
        if (Find(plan.Name, day) is { } known && (begun || known.Document == document))
            return;
        var secret = RandomNumberGenerator.GetBytes(32);
        var commitment = SampleDraw.Commitment(JsonSerializer.SerializeToElement(terms, OcipJson.Default.JsonObject), Base64UrlText.Of(secret));
        await log.AppendAsync(
            new LogRecord(LogRecord.Review, new JsonObject { ["what"] = "committed", ["plan"] = plan.Name, ["date"] = day, ["commitment"] = commitment }, new JsonObject { ["terms"] = JsonNode.Parse(document) }),
            (connection, leaf) => connection.Execute("""
                INSERT INTO supervision_draws(plan, day, document, seed, commitment, committed, committed_at, late) VALUES (@Name, @day, @document, @seed, @commitment, @leaf, @at, @begun)
                ON CONFLICT DO UPDATE SET document=excluded.document, seed=excluded.seed, commitment=excluded.commitment, committed=excluded.committed, committed_at=excluded.committed_at, late=excluded.late
                """, new
            {
                plan.Name, day, document, commitment, leaf, begun, at = WireTime.Format(time.GetUtcNow()),
                seed = database.Vault.WrapKey(connection, new KeyGroup(KeyClass, KeyGroup.PeriodOf(time.GetUtcNow()), 0), secret),
            }));
    }

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];
}
