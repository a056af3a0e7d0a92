using Interop.Server.Storage;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>
/// The organisation's own policies (spec 7.8), and the set of all that is in force now. A version takes effect, and ends, by its date alone: whoever asks
/// for the set after that moment gets the next one. In memory, and read again after each change.
/// </summary>
internal sealed class PolicyBook(Database database, PolicyCompiler compiler, PolicyFailures failures)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Name, long Version), ScopedPolicy> compiled = [];
    private volatile Stretch? current;

    /// <summary>The set in force; each evaluation takes it once, when it begins.</summary>
    public PolicySet At(Instant now)
    {
        var stands = current;
        return stands is not null && now >= stands.From && !(stands.Set.Until <= now) ? stands.Set : Renew(now);
    }

    /// <summary>Reads the book again after a change; what is in force from now on.</summary>
    public PolicySet Renew(Instant now)
    {
        lock (gate)
        {
            var rows = database.Read(PolicyRow.All).GroupBy(r => r.Name, StringComparer.Ordinal).ToList();
            var inForce = rows.Select(policy => PolicyTimes.InForce(policy, now)).OfType<PolicyRow>().OrderBy(r => $"{r.Kind}:{r.Name}", StringComparer.Ordinal).ToList();
            foreach (var gone in compiled.Keys.Except(inForce.Select(r => (r.Name, r.Version))).ToList())
                compiled.Remove(gone);
            var policies = inForce.Select(Compiled).ToArray();
            var next = rows.Select(policy => PolicyTimes.NextAfter(policy, now)).Min();
            var set = policies.Length == 0 && next is null ? PolicySet.BuiltIn : new PolicySet(policies, next);
            current = new Stretch(now, set);
            failures.Keep(policies.Select(p => $"{p.Name}/{p.Version}").ToHashSet(StringComparer.Ordinal));
            return set;
        }
    }

    /// <summary>A version of any state, compiled, for a dry run or to show what it finds; null when there is none.</summary>
    public ScopedPolicy? Version(string name, int version)
    {
        lock (gate)
        {
            if (compiled.TryGetValue((name, version), out var known))
                return known;
        }
        return database.Read(c => PolicyRow.Of(c, name)).Find(r => r.Version == version) is { } row ? compiler.Compile(row, PolicyState.Draft) : null;
    }

    /// <summary>The version that a name in a record stands for, such as lexicon:conduct/3, while it is in force; null when it is not, or none of the book.</summary>
    public ScopedPolicy? InForce(string recordName)
    {
        var (colon, slash) = (recordName.IndexOf(':', StringComparison.Ordinal), recordName.LastIndexOf('/'));
        if (colon <= 0 || slash <= colon || !int.TryParse(recordName.AsSpan(slash + 1), out var version))
            return null;
        lock (gate)
            return compiled.GetValueOrDefault((recordName[(colon + 1)..slash], version));
    }

    private ScopedPolicy Compiled(PolicyRow row)
    {
        if (!compiled.TryGetValue((row.Name, row.Version), out var policy))
            compiled[(row.Name, row.Version)] = policy = compiler.Compile(row, PolicyState.Effective);
        return policy;
    }

    /// <param name="From">Not for moments before: the clock was set back.</param>
    /// <param name="Set">Until its own end.</param>
    private sealed record Stretch(Instant From, PolicySet Set);
}
