using System.Text.Json;
using Interop.Server.Compliance.Content;
using Interop.Server.Compliance.Policies;
using Interop.Server.Compliance.Proxy;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>The policies that are in force for a time: those of every engine, and after them those of the book, by name. Immutable.</summary>
internal sealed class PolicySet
{
    /// <summary>What every engine evaluates, and nothing else.</summary>
    public static readonly PolicySet BuiltIn = new([], null);

    private readonly Combination all;
    private readonly bool reads;

    /// <param name="compiled">In the order in which they are evaluated and recorded.</param>
    /// <param name="until">When another set takes its place by itself; null when nothing is planned.</param>
    public PolicySet(IReadOnlyList<IPolicy> compiled, Instant? until)
    {
        all = compiled.Count == 0 ? CompliancePolicies.All : CompliancePolicies.All.And(compiled);
        reads = compiled.Count > 0;
        Until = until;
        ReadsFiles = compiled.Any(p => (p as ScopedPolicy)?.Inner is ContentPolicy { ReadsFiles: true });
        Compiled = compiled;
        Evaluated = JsonSerializer.Serialize(all.Names);
        Allowed = new Evaluation { Evaluated = Evaluated };
    }

    public Instant? Until { get; }

    /// <summary>One of them judges the text of attached files.</summary>
    public bool ReadsFiles { get; }

    /// <summary>Those of the book.</summary>
    public IReadOnlyList<IPolicy> Compiled { get; }

    /// <summary>Every policy as name/version, in order.</summary>
    public IReadOnlyList<string> Names => all.Names;

    /// <summary>The same as a JSON array.</summary>
    public string Evaluated { get; }

    /// <summary>What is answered of an event that is allowed for all; one object for all of them.</summary>
    public Evaluation Allowed { get; }

    /// <summary>The decision on an event. What was written is extracted once, when the first policy reads it, and only if one does.</summary>
    public Decision Decide(in PolicyInput input)
    {
        if (!reads)
            return all.Decide(in input);
        return all.Decide(input with { Text = WrittenText.Of(input.Header.Type, input.Content) });
    }
}
