using System.Text.Json;
using Interop.Protocol.Events;

namespace Interop.Protocol.ReviewApi;

/// <summary>What a plan draws of a day (spec 07.9), read from the body of the record of its commitment.</summary>
public sealed class SampleTerms
{
    private const string Everything = "*";

    private readonly JsonElement terms;
    private readonly string[] policies;
    private readonly string[] except;

    /// <param name="terms">{date, except, plan, policies, provider}.</param>
    public SampleTerms(JsonElement terms)
    {
        this.terms = terms;
        Plan = terms.GetProperty("plan").Deserialize(OcipJson.Default.SamplingPlan)!;
        policies = terms.GetProperty("policies").Deserialize(OcipJson.Default.StringArray)!;
        except = terms.GetProperty("except").Deserialize(OcipJson.Default.StringArray)!;
    }

    public SamplingPlan Plan { get; }

    public string Date => terms.GetProperty("date").GetString()!;

    /// <summary>A message of a record, if it is one that the plan draws from.</summary>
    /// <param name="record">The fixed part.</param>
    /// <param name="people">Whose; null for everybody's.</param>
    public SampleMessage? MessageOf(JsonElement record, IReadOnlySet<string>? people)
    {
        if (record.GetProperty("kind").GetString() != "event" || record.GetProperty("header") is var header && header.GetProperty("type").GetString() != EventTypes.Message)
            return null;
        var sender = header.GetProperty("sender").GetString()!;
        var isOwn = header.GetProperty("origin").GetString() == terms.GetProperty("provider").GetString() && header.TryGetProperty("persona", out var persona) && persona.GetString() == "work";
        if (!(Plan.Directions ?? ["outbound"]).Contains(isOwn ? "outbound" : "inbound") || (isOwn && people?.Contains(sender) == false))
            return null;
        if (!isOwn && Plan.Networks is { } networks && !(header.TryGetProperty("network", out var network) && networks.Contains(network.GetString()!)))
            return null;
        var asked = record.GetProperty("decision").TryGetProperty("asked", out var names) && names.EnumerateArray().Any(name => IsOfQueue(name.GetString()!));
        return new SampleMessage(record.GetProperty("index").GetInt64(), sender, asked);
    }

    /// <summary>Whether one of a queue's names stands for a policy.</summary>
    /// <param name="patterns">Names, or beginnings that end with a *; a * alone for all but those that are excepted.</param>
    /// <param name="except">Of *.</param>
    /// <param name="name">Without version.</param>
    public static bool Matches(IReadOnlyList<string> patterns, IReadOnlyCollection<string> except, string name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern == Everything ? !except.Contains(name) : pattern.EndsWith('*') ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == name)
                return true;
        }
        return false;
    }

    /// <summary>A policy's name without its version.</summary>
    public static string NameOf(string policy) => policy.LastIndexOf('/') is > 0 and var at ? policy[..at] : policy;

    private bool IsOfQueue(string policy) => Matches(policies, except, NameOf(policy));
}
