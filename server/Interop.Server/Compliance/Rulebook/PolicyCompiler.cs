using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.PolicyApi;
using Interop.Server.Compliance.Policies;
using Interop.Server.Inbound;
using NodaTime;

namespace Interop.Server.Compliance.Rulebook;

/// <summary>Makes policies of definitions, by the kinds that are registered. What is wrong with a definition is said with its place.</summary>
internal sealed class PolicyCompiler(IEnumerable<IPolicyKind> kinds, PolicyFailures failures)
{
    private readonly FrozenDictionary<string, IPolicyKind> byName = kinds.ToFrozenDictionary(k => k.Kind, StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public string[] Kinds => [.. byName.Keys.Order(StringComparer.Ordinal)];

    /// <exception cref="ProblemException">5.5.0: it would not compile; the sentence begins with the place.</exception>
    public void Check(PolicyDefinition definition)
    {
        if (FaultOf(definition) is { } fault)
            throw new ProblemException(DecisionCodes.Malformed, fault);
    }

    /// <summary>Compiles a version. It never throws: what does not compile fails at each event in its scope, by the failure policy, under an alarm.</summary>
    public ScopedPolicy Compile(PolicyRow row, string state)
    {
        var version = Read(row, state);
        try
        {
            return new ScopedPolicy(version, FaultOf(row.Says) is { } fault ? throw new PolicyLimitException(fault) : byName[version.Kind].Compile(version), failures);
        }
        catch (Exception fault)
        {
            failures.NotCompiled(version, fault is PolicyLimitException ? fault.Message : fault.GetType().Name);
            return new ScopedPolicy(version, new Uncompiled(version), failures);
        }
    }

    public static PolicyVersion Read(PolicyRow row, string state)
    {
        var says = row.Says;
        return new PolicyVersion
        {
            Name = row.Name, Kind = row.Kind, Version = (int)row.Version, Author = row.Author, ApprovedBy = row.ApprovedBy, Effective = PolicyTimes.Moment(row.Effective),
            Retired = PolicyTimes.Moment(row.Retired), State = state, Scope = ScopeOf(says.Scope), Action = says.Action, Message = says.Message,
            Hold = Duration.FromMinutes(says.HoldMinutes ?? 0), Settings = says.Settings,
        };
    }

    private string? FaultOf(PolicyDefinition definition)
    {
        if (JsonSerializer.SerializeToUtf8Bytes(definition, OcipJson.Default.PolicyDefinition).Length > PolicyLimits.DefinitionOctetsMax)
            return $": a definition has at most {PolicyLimits.DefinitionOctetsMax} octets.";
        if (!byName.TryGetValue(definition.Kind, out var kind))
            return $"/kind: there is {string.Join(", ", Kinds)}.";
        if (!PolicyAction.All.Contains(definition.Action))
            return $"/action: {string.Join(", ", PolicyAction.All)}.";
        if (kind.CheckAction(definition.Action) is { } useless)
            return $"/action: {useless}";
        if (definition.Message is { } message && (Encoding.UTF8.GetByteCount(message) is 0 or > PolicyLimits.MessageOctetsMax || TextRules.IndexOfRefused(message) >= 0))
            return $"/message: 1 to {PolicyLimits.MessageOctetsMax} octets of clean text.";
        if (definition.Action == PolicyAction.Hold != definition.HoldMinutes is not null || definition.HoldMinutes is <= 0 or > PolicyLimits.HoldMinutesMax)
            return $"/holdMinutes: 1 to {PolicyLimits.HoldMinutesMax}, with the action hold and with no other.";
        if (definition.Settings.ValueKind != JsonValueKind.Object)
            return "/settings: an object is expected.";
        return FaultOf(definition.Scope) is { } wrong ? $"/scope{wrong}" : kind.Check(definition.Settings) is { } fault ? $"/settings{fault}" : null;
    }

    private static string? FaultOf(PolicyScopeView? scope)
    {
        if (scope is null)
            return null;
        foreach (var (name, count) in new[] { ("people", scope.People?.Length), ("groups", scope.Groups?.Length), ("networks", scope.Networks?.Length), ("rooms", scope.Rooms?.Length) })
        {
            if (count > PolicyLimits.ScopeEntriesMax)
                return $"/{name}: at most {PolicyLimits.ScopeEntriesMax}.";
        }
        foreach (var (name, list) in new[] { ("groups", scope.Groups), ("networks", scope.Networks) })
        {
            if (list?.Any(entry => entry.Length is 0 or > 253 || entry.Any(char.IsControl)) == true)
                return $"/{name}: names of 1 to 253 characters.";
        }
        return scope.Directions?.All(d => d is PolicyScope.Internal or PolicyScope.Outbound or PolicyScope.Inbound) == false ? "/directions: internal, outbound, inbound." : null;
    }

    private static PolicyScope ScopeOf(PolicyScopeView? view)
    {
        if (view is null || (view.People is not { Length: > 0 } && view.Groups is not { Length: > 0 } && view.Networks is not { Length: > 0 } && view.Directions is not { Length: > 0 } && view.Rooms is not { Length: > 0 }))
            return PolicyScope.Everything;
        return new PolicyScope
        {
            People = (view.People ?? []).ToFrozenSet(), Groups = (view.Groups ?? []).ToFrozenSet(StringComparer.Ordinal), Networks = (view.Networks ?? []).ToFrozenSet(StringComparer.Ordinal),
            Directions = (view.Directions ?? []).ToFrozenSet(StringComparer.Ordinal), Rooms = (view.Rooms ?? []).ToFrozenSet(), IsEverything = false,
        };
    }

    /// <summary>In force, and not to be compiled by this server.</summary>
    private sealed class Uncompiled(PolicyVersion version) : IPolicy
    {
        public string Name => version.RecordName;

        public string Version => version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public PolicyOutcome Evaluate(in PolicyInput input) => throw new PolicyLimitException("it does not compile");
    }
}
