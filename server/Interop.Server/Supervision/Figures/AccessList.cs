using Dapper;
using Interop.Protocol.ReviewApi;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Figures;

/// <summary>What officers have read: reviewers are reviewed too (spec 07.9).</summary>
internal sealed class AccessList(Database database)
{
    private const int LimitMax = 500;

    /// <param name="officer">Account; null for all.</param>
    /// <param name="before">Only accesses with a smaller index.</param>
    /// <param name="limit">Of the page.</param>
    public OfficerAccesses Page(string? officer, long before, long limit)
    {
        var count = (int)Math.Clamp(limit, 1, LimitMax);
        var rows = database.Read(c => c.Query<(long Leaf, string At, string Officer, string What, string? State, long? Item, long Records)>(
            $"SELECT leaf, at, officer, what, state, item, records FROM officer_reads WHERE {(officer is null ? "" : "officer=@officer AND ")}leaf<@before ORDER BY leaf DESC LIMIT @limit", new { officer, before, limit = count + 1 }).AsList());
        return new OfficerAccesses
        {
            Accesses = [.. rows.Take(count).Select(r => new OfficerAccess { Index = r.Leaf, At = r.At, Officer = r.Officer, What = r.What, State = r.State, Item = r.Item, Records = (int)r.Records })],
            Next = rows.Count > count ? rows[count - 1].Leaf : null,
        };
    }
}
