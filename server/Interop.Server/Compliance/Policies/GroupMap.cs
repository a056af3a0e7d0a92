using System.Collections.Frozen;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Compliance.Policies;

/// <summary>Who is in which of the organisation's groups. Immutable: made anew when a group is changed.</summary>
internal sealed class GroupMap
{
    public static readonly GroupMap Empty = new(FrozenDictionary<UserId, string[]>.Empty);

    private readonly FrozenDictionary<UserId, string[]> groupsOf;

    private GroupMap(FrozenDictionary<UserId, string[]> groupsOf) => this.groupsOf = groupsOf;

    /// <param name="groups">Members by name of the group.</param>
    public static GroupMap Create(IReadOnlyDictionary<string, UserId[]> groups) => groups.Count == 0
        ? Empty
        : new GroupMap(groups.SelectMany(group => group.Value.Select(user => (user, group.Key))).GroupBy(m => m.user, m => m.Key)
            .ToFrozenDictionary(m => m.Key, m => m.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray()));

    /// <summary>In order of their names; empty for most.</summary>
    public ReadOnlySpan<string> Of(UserId user) => groupsOf.TryGetValue(user, out var found) ? found : default;

    public bool IsInAny(UserId user, FrozenSet<string> groups)
    {
        foreach (var group in Of(user))
        {
            if (groups.Contains(group))
                return true;
        }
        return false;
    }
}
