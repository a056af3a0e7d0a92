using System.Globalization;
using Dapper;
using Interop.Protocol.ReviewApi;
using Interop.Server.Storage;
using Interop.Server.Supervision.Sampling;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Supervision.Figures;

/// <summary>What came of supervision (spec 07.9), of sums that are kept by day: no message and no item is counted for it.</summary>
internal sealed class FigureReader(Database database, TimeProvider time)
{
    /// <summary>Upper ends of ages in days; the last group has the older ones.</summary>
    private static readonly int[] Ages = [1, 3, 7, 30, 0];

    public SupervisionReport Of(string from, string to) => database.Read(c =>
    {
        var messages = SumsOf(c, SupervisionSums.Message, from, to).Values.Sum();
        var bySource = SumsOf(c, SupervisionSums.Item, from, to);
        var closed = SumsOf(c, SupervisionSums.Closed, from, to);
        var items = bySource.Values.Sum();
        var alerts = bySource.GetValueOrDefault(ItemSources.Policy) + bySource.GetValueOrDefault(ItemSources.Held);
        return new SupervisionReport
        {
            From = from, To = to, Messages = messages, Items = items, Alerts = alerts, AlertsPer1000 = Share(alerts, messages, 1000, 2), Closed = closed.Values.Sum(),
            FalsePositivePercent = Share(closed.GetValueOrDefault("falsePositive"), closed.Values.Sum()),
            EscalatedPercent = Share(SumsOf(c, SupervisionSums.Escalated, from, to).Values.Sum(), items),
            MedianSeconds = Median(c.Query<(long Seconds, long N)>("SELECT seconds, sum(n) FROM supervision_times WHERE day BETWEEN @from AND @to GROUP BY seconds ORDER BY seconds", new { from, to })),
            BySource = bySource, ByDisposition = closed, Policies = PoliciesOf(c, from, to, messages), Reviewers = ReviewersOf(c, from, to), Ageing = AgeingOf(c),
        };
    });

    /// <summary>part of whole, per so many, in decimals.</summary>
    public static string Share(long part, long whole, int per = 100, int decimals = 1) =>
        (whole == 0 ? 0m : decimal.Round((decimal)part * per / whole, decimals, MidpointRounding.AwayFromZero)).ToString($"F{decimals}", CultureInfo.InvariantCulture);

    public static Dictionary<string, long> SumsOf(SqliteConnection connection, string what, string from, string to) => connection.Query<(string Name, long N)>(
        "SELECT name, sum(n) FROM supervision_sums WHERE what=@what AND day BETWEEN @from AND @to GROUP BY name HAVING sum(n)<>0 ORDER BY name", new { what, from, to }).ToDictionary(r => r.Name, r => r.N, StringComparer.Ordinal);

    private static PolicyFigures[] PoliciesOf(SqliteConnection connection, string from, string to, long messages)
    {
        var (closed, wrong) = (SumsOf(connection, SupervisionSums.HitClosed, from, to), SumsOf(connection, SupervisionSums.HitFalse, from, to));
        var escalated = SumsOf(connection, SupervisionSums.HitEscalated, from, to);
        return [.. SumsOf(connection, SupervisionSums.Hit, from, to).OrderByDescending(h => h.Value).Select(hit => new PolicyFigures
        {
            Policy = hit.Key, Hits = hit.Value, Per1000 = Share(hit.Value, messages, 1000, 2), Closed = closed.GetValueOrDefault(hit.Key), FalsePositives = wrong.GetValueOrDefault(hit.Key),
            FalsePositivePercent = Share(wrong.GetValueOrDefault(hit.Key), closed.GetValueOrDefault(hit.Key)), Escalated = escalated.GetValueOrDefault(hit.Key),
            EscalatedPercent = Share(escalated.GetValueOrDefault(hit.Key), hit.Value),
        })];
    }

    private static ReviewerFigures[] ReviewersOf(SqliteConnection connection, string from, string to)
    {
        var closed = SumsOf(connection, SupervisionSums.ClosedBy, from, to);
        var open = connection.Query<(string Account, long N)>("SELECT assignee, n FROM supervision_claimed WHERE n>0").ToDictionary(r => r.Account, r => r.N, StringComparer.Ordinal);
        var times = connection.Query<(string Account, long Seconds, long N)>(
            "SELECT account, seconds, sum(n) FROM supervision_times WHERE day BETWEEN @from AND @to GROUP BY account, seconds ORDER BY account, seconds", new { from, to }).ToLookup(r => r.Account, r => (r.Seconds, r.N), StringComparer.Ordinal);
        return [.. closed.Keys.Union(open.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(account => new ReviewerFigures
        {
            Reviewer = account, Closed = closed.GetValueOrDefault(account), Open = open.GetValueOrDefault(account), MedianSeconds = Median(times[account]),
        })];
    }

    private AgeFigure[] AgeingOf(SqliteConnection connection)
    {
        var today = SampleDay.Begins(SampleDay.Of(time.GetUtcNow()));
        var open = connection.Query<(string Day, long N)>("SELECT day, sum(n) FROM supervision_open WHERE n>0 GROUP BY day").Select(r => (Age: (today - SampleDay.Begins(r.Day)).Days, r.N)).ToList();
        var from = -1;
        var figures = new List<AgeFigure>();
        foreach (var days in Ages)
        {
            figures.Add(new AgeFigure { Days = days, Items = open.Where(o => o.Age > from && (days == 0 || o.Age <= days)).Sum(o => o.N) });
            from = days;
        }
        return [.. figures];
    }

    private static long? Median(IEnumerable<(long Seconds, long N)> rising)
    {
        var all = rising.ToList();
        var (half, seen) = ((all.Sum(r => r.N) + 1) / 2, 0L);
        foreach (var (seconds, n) in all)
        {
            seen += n;
            if (seen >= half)
                return seconds;
        }
        return null;
    }
}
