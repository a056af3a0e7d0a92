using Dapper;
using Interop.Protocol.ReviewApi;
using Interop.Server.Storage;
using Interop.Server.Supervision.Settings;

namespace Interop.Server.Supervision.Figures;

/// <summary>How many items of each queue are in which state: from sums that are kept, not by counting.</summary>
internal sealed class QueueFigures(Database database, SettingsBook settings)
{
    public QueueCounts[] Of(Reviewer reader) => database.Read(c =>
    {
        var counts = c.Query<(string Queue, string State, long N)>("SELECT queue, state, n FROM supervision_counts WHERE n>0").ToDictionary(r => (r.Queue, r.State), r => r.N);
        var oldest = c.Query<(string Queue, string Day)>("SELECT queue, min(day) FROM supervision_open WHERE n>0 GROUP BY queue").ToDictionary(r => r.Queue, r => r.Day, StringComparer.Ordinal);
        var own = reader.People.Count == 0 ? [] : c.Query<(string Queue, string State, long N)>(
            "SELECT queue, state, sum(n) FROM supervision_person_counts WHERE person IN @people GROUP BY queue, state", new { people = reader.People }).ToDictionary(r => (r.Queue, r.State), r => r.N);
        // A queue that was taken out of the settings is shown for as long as it has items.
        var names = settings.Current.Queues.Select(q => q.Name).Concat(counts.Keys.Select(k => k.Queue)).Distinct(StringComparer.Ordinal);
        return names.Where(name => reader.SeesAll || reader.ItemQueues.Contains(name) || own.Keys.Any(k => k.Queue == name)).Select(name =>
        {
            var all = reader.SeesAll || reader.ItemQueues.Contains(name);
            long In(string state) => (all ? counts : own).GetValueOrDefault((name, state));
            return new QueueCounts
            {
                Queue = name, New = In(ItemStates.New), Claimed = In(ItemStates.Claimed), Escalated = In(ItemStates.Escalated), Closed = In(ItemStates.Closed), Reopened = In(ItemStates.Reopened),
                Oldest = all ? oldest.GetValueOrDefault(name) : null,
            };
        }).ToArray();
    });
}
