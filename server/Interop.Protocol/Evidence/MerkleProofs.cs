namespace Interop.Protocol.Evidence;

/// <summary>The verifying half of RFC 6962 proofs, after the algorithms of RFC 9162 §2.1.3.2 and §2.1.4.2.</summary>
internal static class MerkleProofs
{
    // A tree of 2^63 leaves has paths of 63 hashes; a consistency path can be one longer.
    private const int PathMax = 64;

    /// <summary>The root that a path leads to, or null when the path cannot be one of that leaf.</summary>
    public static byte[]? RootOfInclusion(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (!IsHash(leafHash) || index < 0 || index >= size || !AreHashes(path))
            return null;
        var node = index;
        var last = size - 1;
        var hash = leafHash;
        foreach (var sibling in path)
        {
            if (last == 0)
                return null;
            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleTree.NodeHash(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = MerkleTree.NodeHash(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? hash : null;
    }

    public static bool IsConsistent(long first, long second, byte[] firstRoot, byte[] secondRoot, IReadOnlyList<byte[]> path)
    {
        if (first < 0 || second < first || !IsHash(firstRoot) || !IsHash(secondRoot) || !AreHashes(path))
            return false;
        if (first == second)
            return path.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot) && (first > 0 || IsEmptyRoot(firstRoot));
        if (first == 0)
            return path.Count == 0 && IsEmptyRoot(firstRoot);

        var node = first - 1;
        var last = second - 1;
        while ((node & 1) == 1)
        {
            node >>= 1;
            last >>= 1;
        }
        // When the first tree is complete, its root stands for the path's first hash.
        var at = node == 0 ? 0 : 1;
        if (path.Count < at)
            return false;
        var firstHash = node == 0 ? firstRoot : path[0];
        var secondHash = firstHash;
        for (; at < path.Count; at++)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                firstHash = MerkleTree.NodeHash(path[at], firstHash);
                secondHash = MerkleTree.NodeHash(path[at], secondHash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                secondHash = MerkleTree.NodeHash(secondHash, path[at]);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && firstHash.AsSpan().SequenceEqual(firstRoot) && secondHash.AsSpan().SequenceEqual(secondRoot);
    }

    private static bool IsEmptyRoot(byte[] root) => root.AsSpan().SequenceEqual(MerkleTree.EmptyRoot());

    private static bool IsHash(byte[]? hash) => hash is { Length: MerkleTree.HashLength };

    private static bool AreHashes(IReadOnlyList<byte[]>? path) => path is { Count: <= PathMax } && path.All(IsHash);
}
