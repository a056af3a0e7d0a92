using System.Numerics;
using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification;

/// <summary>A set of leaves of a log at one bit each, in pages that are there only where it has leaves: ten million take 1.3 MB, however they are spread.</summary>
internal sealed class LeafBits
{
    private const int PageLeaves = 65_536;
    private const int WordLeaves = 64;
    private readonly SortedDictionary<long, ulong[]> pages = [];

    // Leaves come by rising index: nearly always it is the page of the one before.
    private (long Number, ulong[]? Words) last = (-1, null);

    /// <summary>Number of leaves.</summary>
    public long Count { get; private set; }

    public void Add(long leaf)
    {
        var words = Page(leaf / PageLeaves) ?? NewPage(leaf / PageLeaves);
        var (word, bit) = Place(leaf);
        if ((words[word] & bit) == 0)
            Count++;
        words[word] |= bit;
    }

    public bool Contains(long leaf)
    {
        var (word, bit) = Place(leaf);
        return Page(leaf / PageLeaves) is { } words && (words[word] & bit) != 0;
    }

    /// <summary>Costs no more than the smaller of both sets.</summary>
    public bool HasAnyOf(LeafRanges leaves) => leaves.Count > Count ? Leaves().Any(leaves.Contains) : leaves.SelectMany(Leaves).Any(Contains);

    public bool HasAllOf(LeafRanges leaves) => leaves.Count <= Count && leaves.SelectMany(Leaves).All(Contains);

    /// <summary>By rising index.</summary>
    public IEnumerable<long> Leaves()
    {
        foreach (var (number, words) in pages)
        {
            for (var i = 0; i < words.Length; i++)
            {
                for (var left = words[i]; left != 0; left &= left - 1)
                    yield return (number * PageLeaves) + (i * WordLeaves) + BitOperations.TrailingZeroCount(left);
            }
        }
    }

    private static IEnumerable<long> Leaves(LeafRange range)
    {
        for (var leaf = range.First; leaf <= range.Last; leaf++)
            yield return leaf;
    }

    private static (int Word, ulong Bit) Place(long leaf) => ((int)(leaf % PageLeaves) / WordLeaves, 1UL << (int)(leaf % WordLeaves));

    private ulong[]? Page(long number)
    {
        if (last.Number != number)
            last = (number, pages.GetValueOrDefault(number));
        return last.Words;
    }

    private ulong[] NewPage(long number)
    {
        last = (number, pages[number] = new ulong[PageLeaves / WordLeaves]);
        return last.Words!;
    }
}
