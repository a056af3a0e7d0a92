using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Evidence;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Retention;

/// <summary>A minimum that has not passed keeps a body, whoever asks for its end (spec 9.5, rank 2). Of the schedule as it is now, not as it was when somebody asked.</summary>
internal sealed class MinimumKeeper(Assignment assignment, TimeProvider time) : IBodyKeeper
{
    public LeafRanges Kept(SqliteConnection connection, LeafRanges leaves, string reason)
    {
        if (leaves.Count == 0)
            return LeafRanges.None;
        var (now, history) = (time.GetUtcNow(), assignment.History);
        var keeping = KeptGroup.Between(connection, leaves.First, leaves.Last).Where(g => now < g.Term(history).Term.Minimum).ToList();
        if (keeping.Count == 0)
            return LeafRanges.None;
        var groups = JsonSerializer.Serialize(keeping.Select(g => g.Id).ToArray(), OcipJson.Default.Int64Array);
        var span = LeafRanges.Of(keeping.Min(g => g.First), keeping.Max(g => g.Last)).Intersect(leaves);
        return LeafRanges.Of(span.SelectMany(range => connection.Query<long>(
            "SELECT leaf FROM records WHERE leaf BETWEEN @First AND @Last AND kept_in IN (SELECT value FROM json_each(@groups)) ORDER BY leaf", new { range.First, range.Last, groups }, buffered: false)));
    }
}
