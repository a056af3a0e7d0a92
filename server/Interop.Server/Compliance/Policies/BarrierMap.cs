using System.Collections.Frozen;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Compliance.Policies;

/// <summary>
/// Who stands on which side of which information barrier. Immutable: made anew when a group or a barrier is changed. Whoever
/// stands on both sides of one barrier may write to neither: the strictest reading of a contradiction.
/// </summary>
internal sealed class BarrierMap
{
    public static readonly BarrierMap Empty = new(FrozenDictionary<UserId, BarrierSide[]>.Empty);

    private readonly FrozenDictionary<UserId, BarrierSide[]> sides;

    private BarrierMap(FrozenDictionary<UserId, BarrierSide[]> sides) => this.sides = sides;

    /// <param name="groups">Members by name of the group.</param>
    /// <param name="barriers">Each as the names of its groups; a group that does not exist has no members.</param>
    public static BarrierMap Create(IReadOnlyDictionary<string, UserId[]> groups, IEnumerable<string[]> barriers)
    {
        var found = new Dictionary<UserId, List<BarrierSide>>();
        foreach (var (barrier, between) in barriers.Index())
        {
            foreach (var (side, group) in between.Index())
            {
                foreach (var member in groups.GetValueOrDefault(group) ?? [])
                {
                    if (!found.TryGetValue(member, out var list))
                        found.Add(member, list = []);
                    list.Add(new BarrierSide(barrier, side));
                }
            }
        }
        return found.Count == 0 ? Empty : new BarrierMap(found.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.ToArray()));
    }

    /// <summary>Checks an administrator's request.</summary>
    /// <param name="request">As it came.</param>
    /// <returns>What is wrong in one sentence, or null.</returns>
    public static string? Check(BarrierRequest request) => request.Between is [{ Length: > 0 } one, { Length: > 0 } other] && one != other
        ? null
        : "A barrier stands between exactly two different groups.";

    /// <summary>Where the user stands; empty for most.</summary>
    public ReadOnlySpan<BarrierSide> SidesOf(UserId user) => sides.Count > 0 && sides.TryGetValue(user, out var found) ? found : default;

    /// <summary>Whether these two may not write to each other.</summary>
    public bool StandsBetween(UserId one, UserId other) => one != other && StandsBetween(SidesOf(one), other);

    /// <summary>The same, with the first one's sides looked up once for many others.</summary>
    public bool StandsBetween(ReadOnlySpan<BarrierSide> one, UserId other)
    {
        if (one.IsEmpty)
            return false;
        foreach (var (barrier, side) in SidesOf(other))
        {
            foreach (var own in one)
            {
                if (own.Barrier == barrier && own.Side != side)
                    return true;
            }
        }
        return false;
    }
}
