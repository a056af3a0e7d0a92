using System.Numerics;
using System.Security.Cryptography;

namespace Interop.Protocol.Evidence;

/// <summary>
/// The Merkle tree of RFC 6962 §2.1 over SHA-256. Hashes are 32 octets; a tree is given as the list of its leaf hashes. Proofs are
/// lists of hashes from the leaf towards the root.
/// </summary>
public static class MerkleTree
{
    /// <summary>Octets of a hash.</summary>
    public const int HashLength = 32;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>Root of the tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 ‖ data).</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> data)
    {
        if (data.Length > 256)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData([LeafPrefix]);
            hash.AppendData(data);
            return hash.GetHashAndReset();
        }
        Span<byte> prefixed = stackalloc byte[257];
        prefixed[0] = LeafPrefix;
        data.CopyTo(prefixed[1..]);
        return SHA256.HashData(prefixed[..(data.Length + 1)]);
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != HashLength || right.Length != HashLength)
            throw new ArgumentException("two hashes of 32 octets expected", left.Length != HashLength ? nameof(left) : nameof(right));
        Span<byte> node = stackalloc byte[1 + 2 * HashLength];
        node[0] = NodePrefix;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + HashLength)..]);
        return SHA256.HashData(node);
    }

    /// <summary>Root over leaf hashes; of none, <see cref="EmptyRoot"/>.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leafHashes) => leafHashes.Length switch
    {
        0 => EmptyRoot(),
        1 => leafHashes[0],
        var n => NodeHash(Root(leafHashes[..(int)SplitPoint(n)]), Root(leafHashes[(int)SplitPoint(n)..])),
    };

    /// <inheritdoc cref="Root(ReadOnlySpan{byte[]})"/>
    public static byte[] Root(IReadOnlyList<byte[]> leafHashes) => Root(Leaves(leafHashes));

    /// <summary>That leaf <paramref name="index"/> is in the tree (RFC 6962 §2.1.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public static byte[][] InclusionPath(IReadOnlyList<byte[]> leafHashes, long index)
    {
        var leaves = Leaves(leafHashes);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        var path = new List<byte[]>();
        AddInclusion(leaves, (int)index, path);
        return [.. path];
    }

    /// <summary>The inclusion path of every leaf, in order; every node of the tree is hashed once.</summary>
    public static byte[][][] InclusionPaths(IReadOnlyList<byte[]> leafHashes)
    {
        var paths = new List<byte[]>[Leaves(leafHashes).Length];
        for (var i = 0; i < paths.Length; i++)
            paths[i] = [];
        AddAllInclusions(Leaves(leafHashes), paths);
        return [.. paths.Select(path => path.ToArray())];
    }

    /// <summary>That the tree of the first <paramref name="first"/> leaves is the beginning of this one (RFC 6962 §2.1.2).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The earlier tree is larger, or of negative size.</exception>
    public static byte[][] ConsistencyPath(IReadOnlyList<byte[]> leafHashes, long first)
    {
        var leaves = Leaves(leafHashes);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, leaves.Length);
        var path = new List<byte[]>();
        if (first > 0 && first < leaves.Length)
            AddConsistency(leaves, (int)first, true, path);
        return [.. path];
    }

    /// <summary>Whether a path proves a leaf. Any input is answered, none throws.</summary>
    public static bool VerifyInclusion(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> path, byte[] root) =>
        MerkleProofs.RootOfInclusion(leafHash, index, size, path) is { } computed && computed.AsSpan().SequenceEqual(root);

    /// <summary>
    /// Whether a path proves that the first tree is the beginning of the second. The empty tree is the beginning of every tree, by
    /// an empty path. Any input is answered, none throws.
    /// </summary>
    public static bool VerifyConsistency(long first, long second, byte[] firstRoot, byte[] secondRoot, IReadOnlyList<byte[]> path) =>
        MerkleProofs.IsConsistent(first, second, firstRoot, secondRoot, path);

    /// <summary>The largest power of two below <paramref name="n"/>, for n ≥ 2.</summary>
    internal static long SplitPoint(long n) => (long)(BitOperations.RoundUpToPowerOf2((ulong)n) >> 1);

    private static void AddInclusion(ReadOnlySpan<byte[]> leaves, int index, List<byte[]> path)
    {
        if (leaves.Length == 1)
            return;
        var k = (int)SplitPoint(leaves.Length);
        if (index < k)
        {
            AddInclusion(leaves[..k], index, path);
            path.Add(Root(leaves[k..]));
        }
        else
        {
            AddInclusion(leaves[k..], index - k, path);
            path.Add(Root(leaves[..k]));
        }
    }

    private static byte[] AddAllInclusions(ReadOnlySpan<byte[]> leaves, Span<List<byte[]>> paths)
    {
        if (leaves.Length <= 1)
            return Root(leaves);
        var k = (int)SplitPoint(leaves.Length);
        var left = AddAllInclusions(leaves[..k], paths[..k]);
        var right = AddAllInclusions(leaves[k..], paths[k..]);
        foreach (var path in paths[..k])
            path.Add(right);
        foreach (var path in paths[k..])
            path.Add(left);
        return NodeHash(left, right);
    }

    private static void AddConsistency(ReadOnlySpan<byte[]> leaves, int first, bool whole, List<byte[]> path)
    {
        if (first == leaves.Length)
        {
            // The verifier has the root of the whole first tree already.
            if (!whole)
                path.Add(Root(leaves));
            return;
        }
        var k = (int)SplitPoint(leaves.Length);
        if (first <= k)
        {
            AddConsistency(leaves[..k], first, whole, path);
            path.Add(Root(leaves[k..]));
        }
        else
        {
            AddConsistency(leaves[k..], first - k, false, path);
            path.Add(Root(leaves[..k]));
        }
    }

    private static ReadOnlySpan<byte[]> Leaves(IReadOnlyList<byte[]> leafHashes) => leafHashes as byte[][] ?? [.. leafHashes];
}
