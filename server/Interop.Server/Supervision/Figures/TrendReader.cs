using Dapper;
using Interop.Protocol.ReviewApi;
using Interop.Server.Storage;
using Interop.Server.Supervision.Sampling;

namespace Interop.Server.Supervision.Figures;

/// <summary>What came of supervision day by day, of the same sums as the report (spec 07.9).</summary>
internal sealed class TrendReader(Database database)
{
    /// <summary>Days at most.</summary>
    public const int DaysMax = 366;

    private static readonly string[] Sums = [SupervisionSums.Message, SupervisionSums.Item, SupervisionSums.Closed, SupervisionSums.Escalated];

    public SupervisionTrend Of(string from, string to)
    {
        var rows = database.Read(c => c.Query<(string What, string Day, string Name, long N)>(
            "SELECT what, day, CASE WHEN what='message' THEN '' ELSE name END AS name, sum(n) FROM supervision_sums WHERE what IN @Sums AND day BETWEEN @from AND @to GROUP BY 1, 2, 3", new { Sums, from, to }).AsList());
        var counts = rows.ToDictionary(r => (r.What, r.Day, r.Name), r => r.N);
        var byDay = rows.ToLookup(r => (r.What, r.Day), r => r.N);
        var (first, last) = (SampleDay.Begins(from), SampleDay.Begins(to));
        return new SupervisionTrend([.. Enumerable.Range(0, (last - first).Days + 1).Select(n => SampleDay.Of(first, n)).Select(day => new SupervisionDay
        {
            Date = day,
            Messages = byDay[(SupervisionSums.Message, day)].Sum(),
            Items = byDay[(SupervisionSums.Item, day)].Sum(),
            Alerts = counts.GetValueOrDefault((SupervisionSums.Item, day, ItemSources.Policy)) + counts.GetValueOrDefault((SupervisionSums.Item, day, ItemSources.Held)),
            Closed = byDay[(SupervisionSums.Closed, day)].Sum(),
            FalsePositives = counts.GetValueOrDefault((SupervisionSums.Closed, day, "falsePositive")),
            Escalated = byDay[(SupervisionSums.Escalated, day)].Sum(),
        })]);
    }
}
