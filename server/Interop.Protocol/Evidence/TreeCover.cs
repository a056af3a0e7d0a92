using System.Numerics;

namespace Interop.Protocol.Evidence;

/// <summary>
/// A log of which only some leaves are known (spec 08, export packages): the others are covered by the hashes of complete subtrees. From left to right,
/// each leaf or cover is put in; the root comes out. Any set of leaves is proved by as few hashes as their places allow. Not thread-safe.
/// </summary>
public sealed class TreeCover
{
    private readonly List<(int Height, byte[] Hash)> peaks = [];

    /// <summary>Leaves that are in or covered.</summary>
    public long Size { get; private set; }

    /// <summary>
    /// The subtrees that cover the leaves from <paramref name="first"/> to before <paramref name="end"/>, from left to right: each time the largest that
    /// begins there and ends by then.
    /// </summary>
    public static IEnumerable<(int Height, long Index)> Gap(long first, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        while (first < end)
        {
            var most = BitOperations.Log2((ulong)(end - first));
            var height = first == 0 ? most : Math.Min(most, BitOperations.TrailingZeroCount(first));
            yield return (height, first >> height);
            first += 1L << height;
        }
    }

    /// <summary>Puts in the leaf, or the subtree of 2^height leaves, that begins where the last one ended.</summary>
    /// <exception cref="ArgumentException">It is no hash, or no subtree of this height begins here.</exception>
    public void Add(int height, byte[] hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        if (hash.Length != MerkleTree.HashLength || height is < 0 or > 62 || (Size & ((1L << height) - 1)) != 0)
            throw new ArgumentException("a hash of 32 octets of a subtree that begins here expected", nameof(hash));
        Size += 1L << height;
        while (peaks.Count > 0 && peaks[^1].Height == height)
        {
            hash = MerkleTree.NodeHash(peaks[^1].Hash, hash);
            peaks.RemoveAt(peaks.Count - 1);
            height++;
        }
        peaks.Add((height, hash));
    }

    /// <summary>Root of the log of <see cref="Size"/> leaves.</summary>
    public byte[] Root()
    {
        if (peaks.Count == 0)
            return MerkleTree.EmptyRoot();
        var root = peaks[^1].Hash;
        for (var i = peaks.Count - 2; i >= 0; i--)
            root = MerkleTree.NodeHash(peaks[i].Hash, root);
        return root;
    }
}
