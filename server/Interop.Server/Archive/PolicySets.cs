using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ProxyApi;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Archive;

/// <summary>
/// The lists of policies that were evaluated. Nearly all events have the same one: it is archived once, as a record of kind policy, and their
/// records name its digest. On the writer's thread alone.
/// </summary>
internal sealed class PolicySets
{
    public const string None = "[]";

    private readonly Dictionary<string, string> digests = new(StringComparer.Ordinal);
    private readonly List<string> pending = [];

    public void Load(SqliteConnection connection)
    {
        foreach (var (digest, names) in connection.Query<(string, string)>("SELECT digest, names FROM policy_sets"))
            digests[names] = digest;
    }

    /// <summary>Digest of a list, which is archived by this commit when it never was; null for the empty one.</summary>
    /// <param name="batch">The commit.</param>
    /// <param name="names">JSON array of name/version, in order.</param>
    public string? DigestOf(CommitBatch batch, string names)
    {
        if (names == None)
            return null;
        if (digests.TryGetValue(names, out var known))
            return known;
        var list = JsonSerializer.Deserialize(names, OcipJson.Default.StringArray)!;
        var digest = StampDigest.OfPolicies(list);
        var leaf = batch.Append(new LogRecord(LogRecord.Policy, new JsonObject
        {
            ["what"] = "policies", ["digest"] = digest, ["names"] = new JsonArray([.. list.Select(name => (JsonNode)name)]),
        }));
        batch.Connection.Execute("INSERT INTO policy_sets(digest, names, leaf) VALUES (@digest, @names, @leaf)", new { digest, names, leaf });
        digests[names] = digest;
        pending.Add(names);
        return digest;
    }

    public void Committed() => pending.Clear();

    public void RolledBack()
    {
        foreach (var names in pending)
            digests.Remove(names);
        pending.Clear();
    }
}
