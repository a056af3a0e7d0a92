using Dapper;
using Interop.Protocol.ReviewApi;
using Interop.Server.Compliance.Content;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Figures;

/// <summary>What came of each term (spec 07.9), of sums that are kept by day. The words are those of the recorded version.</summary>
internal sealed class TermFigureReader(Database database, RecordedHits versions)
{
    private const int TermsMax = 1_000;

    /// <param name="policy">kind:name, or kind:name/version; null for all.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    public TermReport Of(string? policy, string from, string to)
    {
        // All versions of a name lie between the slash and the character after it.
        var rows = database.Read(c => c.Query<Row>("""
            SELECT policy, term, sum(hits) AS Hits, sum(reviewed) AS Reviewed, sum(confirmed) AS Confirmed, sum(wrong) AS Wrong FROM supervision_terms
            WHERE (@policy IS NULL OR policy=@policy OR (policy>=@policy||'/' AND policy<@policy||'0')) AND day BETWEEN @from AND @to
            GROUP BY policy, term ORDER BY sum(hits) DESC, sum(reviewed) DESC, policy, term LIMIT @max
            """, new { policy, from, to, max = TermsMax }).AsList());
        return new TermReport { From = from, To = to, Terms = [.. rows.Select(View)] };
    }

    private TermFigures View(Row row) => new()
    {
        Policy = row.Policy, Term = versions.TermOf(row.Policy, (int)row.Term) ?? $"#{row.Term}", Hits = row.Hits, Reviewed = row.Reviewed, Confirmed = row.Confirmed, FalsePositives = row.Wrong,
        FalsePositivePercent = FigureReader.Share(row.Wrong, row.Reviewed),
    };

    private sealed class Row
    {
        public string Policy { get; init; } = "";

        public long Term { get; init; }

        public long Hits { get; init; }

        public long Reviewed { get; init; }

        public long Confirmed { get; init; }

        public long Wrong { get; init; }
    }
}
