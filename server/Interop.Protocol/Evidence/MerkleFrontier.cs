using System.Numerics;

namespace Interop.Protocol.Evidence;

/// <summary>
/// The growing edge of a log: the hashes of the complete subtrees that it consists of, largest first. Enough to append and to compute
/// the root; at most 63 hashes. Not thread-safe.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<byte[]> peaks;

    /// <summary>Of the empty log.</summary>
    public MerkleFrontier() => peaks = [];

    /// <summary>Of a log of this size, from its peaks as <see cref="Peaks"/> gave them.</summary>
    /// <exception cref="ArgumentException">A log of this size has another number of peaks.</exception>
    public MerkleFrontier(long size, IReadOnlyList<byte[]> peaks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(peaks);
        if (peaks.Count != BitOperations.PopCount((ulong)size) || peaks.Any(peak => peak.Length != MerkleTree.HashLength))
            throw new ArgumentException($"a log of {size} leaves has {BitOperations.PopCount((ulong)size)} peaks of 32 octets", nameof(peaks));
        Size = size;
        this.peaks = [.. peaks];
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Hashes of the complete subtrees, largest first.</summary>
    public IReadOnlyList<byte[]> Peaks => peaks;

    public void Append(byte[] leafHash) => Append(leafHash, null);

    /// <summary>Appends, and tells each subtree that this leaf completes (level, index, hash), the leaf itself first: what an archive stores.</summary>
    public void Append(byte[] leafHash, Action<int, long, byte[]>? completed)
    {
        ArgumentNullException.ThrowIfNull(leafHash);
        if (leafHash.Length != MerkleTree.HashLength)
            throw new ArgumentException("a hash of 32 octets expected", nameof(leafHash));
        var hash = leafHash;
        var index = Size;
        completed?.Invoke(0, index, hash);
        for (var level = 1; (index & 1) == 1; level++)
        {
            hash = MerkleTree.NodeHash(peaks[^1], hash);
            peaks.RemoveAt(peaks.Count - 1);
            index >>= 1;
            completed?.Invoke(level, index, hash);
        }
        peaks.Add(hash);
        Size++;
    }

    public byte[] Root()
    {
        if (peaks.Count == 0)
            return MerkleTree.EmptyRoot();
        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--)
            root = MerkleTree.NodeHash(peaks[i], root);
        return root;
    }
}
