using System.Numerics;

namespace Interop.Protocol.Evidence;

/// <summary>
/// Root and proofs of a stored log, out of the hashes of its complete subtrees. The reader gives the hash of the subtree over leaves
/// [index·2^level, (index+1)·2^level); level 0 is the leaf hashes. Each answer takes O(log size) reads, only of subtrees that are
/// complete in the tree of the size asked for.
/// </summary>
public static class TreeHashes
{
    /// <summary>Root of the first <paramref name="size"/> leaves.</summary>
    public static byte[] Root(long size, Func<int, long, byte[]> reader)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? MerkleTree.EmptyRoot() : Subtree(0, size, reader);
    }

    /// <summary>Inclusion path of a leaf in the tree of the first <paramref name="size"/> leaves.</summary>
    public static byte[][] InclusionPath(long index, long size, Func<int, long, byte[]> reader)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        AddInclusion(0, size, index, reader, path);
        return [.. path];
    }

    /// <summary>Consistency path between the trees of the first <paramref name="first"/> and <paramref name="second"/> leaves.</summary>
    public static byte[][] ConsistencyPath(long first, long second, Func<int, long, byte[]> reader)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var path = new List<byte[]>();
        if (first > 0 && first < second)
            AddConsistency(0, second, first, true, reader, path);
        return [.. path];
    }

    /// <summary>The complete subtrees that the tree of this size consists of, largest first: the peaks of a <see cref="MerkleFrontier"/>.</summary>
    public static byte[][] Peaks(long size, Func<int, long, byte[]> reader)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var peaks = new List<byte[]>();
        for (var start = 0L; start < size;)
        {
            var level = BitOperations.Log2((ulong)(size - start));
            peaks.Add(reader(level, start >> level));
            start += 1L << level;
        }
        return [.. peaks];
    }

    /// <summary>Hash over leaves [start, end); start is a multiple of every subtree size that is needed, as the recursion sees to.</summary>
    private static byte[] Subtree(long start, long end, Func<int, long, byte[]> reader)
    {
        var n = end - start;
        if (BitOperations.IsPow2(n))
        {
            var level = BitOperations.Log2((ulong)n);
            return reader(level, start >> level);
        }
        var middle = start + MerkleTree.SplitPoint(n);
        return MerkleTree.NodeHash(Subtree(start, middle, reader), Subtree(middle, end, reader));
    }

    private static void AddInclusion(long start, long end, long index, Func<int, long, byte[]> reader, List<byte[]> path)
    {
        if (end - start == 1)
            return;
        var middle = start + MerkleTree.SplitPoint(end - start);
        if (index < middle)
        {
            AddInclusion(start, middle, index, reader, path);
            path.Add(Subtree(middle, end, reader));
        }
        else
        {
            AddInclusion(middle, end, index, reader, path);
            path.Add(Subtree(start, middle, reader));
        }
    }

    private static void AddConsistency(long start, long end, long first, bool whole, Func<int, long, byte[]> reader, List<byte[]> path)
    {
        if (first == end)
        {
            if (!whole)
                path.Add(Subtree(start, end, reader));
            return;
        }
        var middle = start + MerkleTree.SplitPoint(end - start);
        if (first <= middle)
        {
            AddConsistency(start, middle, first, whole, reader, path);
            path.Add(Subtree(middle, end, reader));
        }
        else
        {
            AddConsistency(middle, end, first, false, reader, path);
            path.Add(Subtree(start, middle, reader));
        }
    }
}
