using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;

namespace Interop.Web.Pages.Overview;

/// <summary>What the overview shows.</summary>
/// <param name="Traffic">Networks, what waits, and the hours.</param>
/// <param name="Alarms">Those that stand, and the last that are over.</param>
/// <param name="Today">The books of today so far.</param>
public sealed record OverviewFacts(TrafficView Traffic, AlarmView[] Alarms, ReconciliationReport Today)
{
    public IEnumerable<AlarmView> Standing => Alarms.Where(a => a.ClearedAt is null);

    /// <summary>What the books do not explain; that a network itself does not count is no gap.</summary>
    public IEnumerable<ReconciliationGap> Gaps => Today.Gaps.Where(g => g.Kind != "uncounted");

    /// <summary>Every hour of the span, those without records too.</summary>
    public IReadOnlyList<HourSum> Hours(int span)
    {
        var now = WireTime.Parse(Traffic.At).UtcDateTime;
        var last = new DateTimeOffset(now.Date.AddHours(now.Hour), TimeSpan.Zero);
        var known = Traffic.Hours.ToDictionary(h => WireTime.Parse(h.Hour), h => h.Sources);
        return [.. Enumerable.Range(0, span).Select(i => last.AddHours(i + 1 - span)).Select(at => new HourSum(at, Sum(known.GetValueOrDefault(at, []))))];
    }

    /// <summary>Counts of one source over the span.</summary>
    public ReconciliationCounts OfSource(string source) => Sum(Traffic.Hours.SelectMany(h => h.Sources).Where(line => line.Name == source));

    private static ReconciliationCounts Sum(IEnumerable<ReconciliationLine> lines) => lines.Aggregate(new ReconciliationCounts(), (sum, line) => sum with
    {
        Received = sum.Received + line.Counts.Received,
        Archived = sum.Archived + line.Counts.Archived,
        Refused = sum.Refused + line.Counts.Refused,
        Delivered = sum.Delivered + line.Counts.Delivered,
        Held = sum.Held + line.Counts.Held,
        Released = sum.Released + line.Counts.Released,
        Failed = sum.Failed + line.Counts.Failed,
    });
}
