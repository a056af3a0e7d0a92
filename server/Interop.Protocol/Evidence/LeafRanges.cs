using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Interop.Protocol.Evidence;

/// <summary>
/// A set of leaves of a log as ranges, both ends included, ascending and not touching each other: how a disposition names what it ends (spec
/// 9.8). Immutable; memory grows with the number of ranges only.
/// </summary>
public sealed class LeafRanges : IEnumerable<LeafRange>
{
    /// <summary>No leaf.</summary>
    public static readonly LeafRanges None = new([]);

    private readonly LeafRange[] ranges;

    private LeafRanges(LeafRange[] ranges)
    {
        this.ranges = ranges;
        foreach (var range in ranges)
            Count += range.Count;
    }

    /// <summary>Number of leaves.</summary>
    public long Count { get; }

    /// <summary>Number of ranges.</summary>
    public int Ranges => ranges.Length;

    /// <summary>Lowest leaf; −1 of the empty set.</summary>
    public long First => ranges.Length == 0 ? -1 : ranges[0].First;

    /// <summary>Highest leaf; −1 of the empty set.</summary>
    public long Last => ranges.Length == 0 ? -1 : ranges[^1].Last;

    public static LeafRanges Of(long first, long last) => last < first ? None : new([new LeafRange(first, last)]);

    /// <summary>Of leaves in any order; a leaf that is there twice counts once.</summary>
    public static LeafRanges Of(IEnumerable<long> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        return Of(leaves.Select(leaf => new LeafRange(leaf, leaf)));
    }

    /// <summary>Of ranges in any order, which may overlap; in ascending order they are taken as they come, without being gathered first.</summary>
    public static LeafRanges Of(IEnumerable<LeafRange> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var found = new List<LeafRange>();
        var sorted = true;
        foreach (var range in given)
        {
            if (found.Count > 0 && range.First >= found[^1].First && range.First <= found[^1].Last + 1)
            {
                found[^1] = new LeafRange(found[^1].First, Math.Max(found[^1].Last, range.Last));
                continue;
            }
            sorted &= found.Count == 0 || range.First > found[^1].Last;
            found.Add(range);
        }
        return sorted ? new([.. found]) : Of(found.OrderBy(range => range.First));
    }

    /// <summary>Reads <c>leaves</c> of a fixed part; null when it is none: not ascending, or not of two numbers each.</summary>
    public static LeafRanges? Read(JsonElement leaves)
    {
        if (leaves.ValueKind != JsonValueKind.Array)
            return null;
        var found = new List<LeafRange>(leaves.GetArrayLength());
        foreach (var range in leaves.EnumerateArray())
        {
            if (range.ValueKind != JsonValueKind.Array || range.GetArrayLength() != 2 || range[0].ValueKind != JsonValueKind.Number || range[1].ValueKind != JsonValueKind.Number
                || !range[0].TryGetInt64(out var first) || !range[1].TryGetInt64(out var last)
                || first < 0 || last < first || (found.Count > 0 && first <= found[^1].Last + 1))
                return null;
            found.Add(new LeafRange(first, last));
        }
        return new([.. found]);
    }

    /// <summary>As it stands in a fixed part.</summary>
    public JsonArray ToJson() => [.. ranges.Select(range => (JsonNode)new JsonArray(range.First, range.Last))];

    public bool Contains(long leaf)
    {
        var (low, high) = (0, ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (leaf < ranges[middle].First)
                high = middle - 1;
            else if (leaf > ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    /// <summary>What is in this set and not in the other.</summary>
    public LeafRanges Except(LeafRanges other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.ranges.Length == 0)
            return this;
        var left = new List<LeafRange>();
        var next = 0;
        foreach (var range in ranges)
        {
            var from = range.First;
            while (next < other.ranges.Length && other.ranges[next].Last < from)
                next++;
            for (var i = next; i < other.ranges.Length && other.ranges[i].First <= range.Last; i++)
            {
                if (other.ranges[i].First > from)
                    left.Add(new LeafRange(from, other.ranges[i].First - 1));
                from = Math.Max(from, other.ranges[i].Last + 1);
            }
            if (from <= range.Last)
                left.Add(new LeafRange(from, range.Last));
        }
        return new([.. left]);
    }

    /// <summary>What is in both.</summary>
    public LeafRanges Intersect(LeafRanges other) => Except(Except(other));

    public LeafRanges Union(LeafRanges other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.ranges.Length == 0 ? this : ranges.Length == 0 ? other : Of(ranges.Concat(other.ranges).OrderBy(range => range.First));
    }

    /// <summary>The same leaves in parts of at most so many ranges and so many leaves; a range that is too long is cut.</summary>
    public IEnumerable<LeafRanges> Parts(int rangesMax, long leavesMax)
    {
        var part = new List<LeafRange>();
        var room = leavesMax;
        foreach (var range in ranges)
        {
            for (var first = range.First; first <= range.Last;)
            {
                // The room may be as good as endless: nothing is added to it.
                var last = range.Last - first < room ? range.Last : first + room - 1;
                part.Add(new LeafRange(first, last));
                room -= last - first + 1;
                first = last + 1;
                if (room > 0 && part.Count < rangesMax)
                    continue;
                yield return new([.. part]);
                part.Clear();
                room = leavesMax;
            }
        }
        if (part.Count > 0)
            yield return new([.. part]);
    }

    public IEnumerator<LeafRange> GetEnumerator() => ((IEnumerable<LeafRange>)ranges).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Such as 0–2048, 2050.</summary>
    public override string ToString() => string.Join(", ", ranges);
}
