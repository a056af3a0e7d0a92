using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Evidence;
using Interop.Server.Storage;

namespace Interop.Server.Retention;

/// <summary>
/// Finds what is due. Which groups are is computed from their few rows; their records are gone through in the order of the log, only where such groups
/// have any, a window at a time: memory and snapshots stay small however long the log is.
/// </summary>
internal sealed class DueRecords(Database database, Assignment assignment, HeldBodies holds)
{
    /// <summary>Records of the log that are looked at in one read.</summary>
    public const long Window = 250_000;

    private const int ExamplesMax = 20;

    /// <summary>What a proposal of this time would end.</summary>
    /// <param name="due">Maximums up to then have come.</param>
    /// <param name="size">Only records below.</param>
    /// <param name="now">Minimums up to then have passed.</param>
    /// <param name="wanted">Which classes.</param>
    public DuePlan Plan(DateTimeOffset due, long size, DateTimeOffset now, Func<string, bool> wanted)
    {
        var history = assignment.History;
        var ending = new List<(KeptGroup Group, string Class)>();
        var kept = new List<KeptGroup>();
        foreach (var group in database.Read(c => c.Query<KeptGroup>($"{KeptGroup.Select} WHERE ended=0 AND first<@size ORDER BY id", new { size }).AsList()))
        {
            var (term, name) = group.Term(history);
            if (name is null || term.Maximum > due || !wanted(name))
                continue;
            if (now < term.Minimum)
                kept.Add(group);
            else
                ending.Add((group, name));
        }
        var plan = new DuePlan(
            ending.GroupBy(e => e.Class, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(e => e.Group.Id).ToArray(), StringComparer.Ordinal),
            ending.Count == 0 ? 0 : ending.Min(e => e.Group.First), ending.Count == 0 ? -1 : Math.Min(size - 1, ending.Max(e => e.Group.Last)), [], [], kept.Sum(g => g.Records), 0);
        return Counted(plan, ending.ToDictionary(e => e.Group.Id, e => (e.Class, e.Group.Month)));
    }

    /// <summary>What a proposal to end one record, which is due, would end.</summary>
    public DuePlan Plan(KeptGroup group, string name, long index) =>
        Counted(new DuePlan(new Dictionary<string, long[]>(StringComparer.Ordinal) { [name] = [group.Id] }, index, index, [], [], 0, 0), new Dictionary<long, (string, string)> { [group.Id] = (name, group.Month) });

    /// <summary>Those of one class that are due within a window of the log and have not ended.</summary>
    public LeafRanges Of(DuePlan plan, string name, long first, long last) => database.Read(connection => LeafRanges.Of(connection.Query<long>(
        $"SELECT leaf FROM records WHERE leaf BETWEEN @first AND @last AND kept_in IN (SELECT value FROM json_each(@groups)) AND {BodyRows.HasBody} ORDER BY leaf",
        new { first, last, groups = Json(plan.Groups[name]) }, buffered: false)));

    /// <summary>Groups of the plan of which nothing is left; those of which a hold keeps something are not among them.</summary>
    public long[] Emptied(DuePlan plan)
    {
        var groups = plan.Groups.Values.SelectMany(ids => ids).ToHashSet();
        var all = Json([.. groups]);
        for (var first = plan.First; first <= plan.Last; first += Window)
        {
            groups.ExceptWith(database.Read(c => c.Query<long>(
                $"SELECT DISTINCT kept_in FROM records WHERE leaf BETWEEN @first AND @last AND kept_in IN (SELECT value FROM json_each(@all)) AND {BodyRows.HasBody}",
                new { first, last = Math.Min(plan.Last, first + Window - 1), all }).AsList()));
        }
        return [.. groups];
    }

    private DuePlan Counted(DuePlan plan, Dictionary<long, (string Class, string Month)> groups)
    {
        var counts = new Dictionary<(string Class, string Month, string Rooms), long>();
        var (examples, held, all) = (new List<long>(), 0L, Json([.. groups.Keys]));
        for (var first = plan.First; first <= plan.Last; first += Window)
        {
            var window = new { first, last = Math.Min(plan.Last, first + Window - 1), groups = all, max = ExamplesMax };
            const string from = $"FROM records LEFT JOIN rooms m ON m.id=records.room_id WHERE leaf BETWEEN @first AND @last AND kept_in IN (SELECT value FROM json_each(@groups)) AND {BodyRows.HasBody}";
            database.Read(connection =>
            {
                foreach (var (group, rooms, count) in connection.Query<(long, string, long)>($"SELECT kept_in, coalesce(m.kind, 'none'), count(*) {from} GROUP BY 1, 2", window))
                    counts[(groups[group].Class, groups[group].Month, rooms)] = counts.GetValueOrDefault((groups[group].Class, groups[group].Month, rooms)) + count;
                if (examples.Count < ExamplesMax)
                    examples.AddRange(connection.Query<long>($"SELECT leaf {from} ORDER BY leaf LIMIT @max", window));
                if (HeldBodies.Any(connection))
                    held += holds.Kept(connection, LeafRanges.Of(connection.Query<long>($"SELECT leaf {from} ORDER BY leaf", window, buffered: false)), EndingReason.Maximum).Count;
                return true;
            });
        }
        return plan with
        {
            Counts = [.. counts.OrderBy(c => c.Key).Select(c => new DispositionCount(c.Key.Class, c.Key.Month, c.Key.Rooms, c.Value))],
            Examples = [.. examples.Take(ExamplesMax)],
            KeptByHold = held,
        };
    }

    private static string Json(long[] groups) => JsonSerializer.Serialize(groups, OcipJson.Default.Int64Array);
}
