using Interop.Protocol.PolicyApi;
using Interop.Protocol.Time;
using Interop.Server.Compliance.Policies;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>What a version would have done, and what the one in force did, over past events. Read by others while it runs.</summary>
internal sealed class DryRun(string id, ScopedPolicy policy, ScopedPolicy? inForce, string by, DateTimeOffset started, DateTimeOffset from)
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";

    private const int ExamplesMax = 50;
    private const int GroupsMax = 1000;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, long> outcomes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> days = new(StringComparer.Ordinal);
    private readonly List<long> examples = [];
    private readonly List<long> gone = [];
    private volatile bool cancelled;
    private string state = Running;
    private DateTimeOffset? ended;
    private long looked;
    private long read;
    private long records;
    private long notJudged;
    private long newHits;
    private long hitsGone;

    public string Id => id;

    public bool IsCancelled => cancelled;

    public void Cancel() => cancelled = true;

    public async Task RunAsync(PastRecords log, IPastEvents past, CancellationToken stop)
    {
        past.Forget();
        var (first, end) = log.Since(from);
        lock (gate)
            records = end - first;
        for (var at = first; at < end && !cancelled; at += PastRecords.PageRecords)
        {
            stop.ThrowIfCancellationRequested();
            past.Page(at, end, Take);
            lock (gate)
                read = Math.Min(at + PastRecords.PageRecords, end) - first;
            // What people send now goes before what they sent once.
            await Task.Yield();
        }
    }

    public void End(string how, DateTimeOffset at)
    {
        lock (gate)
            (state, ended) = (how, at);
    }

    /// <summary>As it stands.</summary>
    public DryRunView View() => ViewAs(state, ended);

    /// <summary>As it would be shown in another state: its end is on record before anybody sees it.</summary>
    public DryRunView ViewAs(string state, DateTimeOffset? ended)
    {
        lock (gate)
        {
            return new DryRunView
            {
                Id = id, Policy = policy.Source.Name, Version = policy.Source.Version, State = state, By = by, Started = WireTime.Format(started), Ended = ended is { } at ? WireTime.Format(at) : null,
                Looked = looked, Read = read, Records = records, NotJudged = notJudged, Outcomes = Counts(outcomes), Groups = Counts(groups), Days = Counts(days),
                ComparedWith = inForce?.Source.Version, NewHits = newHits, HitsGone = hitsGone, Examples = [.. examples], ExamplesGone = [.. gone],
            };
        }
    }

    private void Take(PastEvent past)
    {
        // It is of the past: neither an alarm nor the failure policy, only a count.
        var effect = past.Input is { } input ? EffectOf(policy, in input) : null;
        var before = past.Input is { } again && inForce is not null ? EffectOf(inForce, in again) : null;
        lock (gate)
        {
            looked++;
            if (effect is not { } asked)
            {
                notJudged++;
                return;
            }
            Count(outcomes, NameOf(asked));
            var (hits, did) = (asked > PolicyEffect.Allow, before > PolicyEffect.Allow);
            if (inForce is not null && hits && !did)
                newHits++;
            if (did && !hits)
            {
                hitsGone++;
                if (gone.Count < ExamplesMax)
                    gone.Add(past.Index);
            }
            if (!hits)
                return;
            Count(days, past.Day);
            CountGroups(past.Input!.Value);
            if (examples.Count < ExamplesMax)
                examples.Add(past.Index);
        }
    }

    private void CountGroups(in PolicyInput input)
    {
        var of = input.Groups.Of(input.Sender.User);
        if (of.IsEmpty)
            Count(groups, "");
        foreach (var group in of)
        {
            if (groups.Count < GroupsMax || groups.ContainsKey(group))
                Count(groups, group);
        }
    }

    private static PolicyEffect? EffectOf(ScopedPolicy policy, in PolicyInput input)
    {
        if (!policy.Source.Scope.Covers(in input))
            return PolicyEffect.Allow;
        try
        {
            var outcome = policy.Inner.Evaluate(in input);
            var strictest = outcome.Effect;
            foreach (var recipient in outcome.Exceptions ?? [])
                strictest = recipient.Effect > strictest ? recipient.Effect : strictest;
            return strictest;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static string NameOf(PolicyEffect effect) => effect switch
    {
        PolicyEffect.Allow => "allow",
        PolicyEffect.Quarantine => PolicyAction.Review,
        PolicyEffect.Flag => PolicyAction.Flag,
        PolicyEffect.Warn => PolicyAction.Warn,
        PolicyEffect.Redact => PolicyAction.Redact,
        PolicyEffect.Hold => PolicyAction.Hold,
        _ => PolicyAction.Block,
    };

    private static void Count(SortedDictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static DryRunCount[] Counts(SortedDictionary<string, long> counts) => [.. counts.Select(c => new DryRunCount(c.Key, c.Value))];
}
