using Interop.Protocol.Evidence;
using Xunit;

namespace Interop.Protocol.Tests.Evidence;

public sealed class TreeHashesTests
{
    [Fact]
    public void TreeHashes_AreThoseOfTheTree_AtEverySize()
    {
        var leaves = MerkleTreeTests.Leaves(70);
        var stored = Stored(leaves);
        for (var size = 0; size <= leaves.Length; size++)
        {
            var tree = leaves[..size];
            Assert.Equal(MerkleTree.Root(tree), TreeHashes.Root(size, Within(stored, size)));
            for (var index = 0; index < size; index++)
                Assert.Equal(MerkleTree.InclusionPath(tree, index), TreeHashes.InclusionPath(index, size, Within(stored, size)));
            for (var first = 0; first <= size; first++)
                Assert.Equal(MerkleTree.ConsistencyPath(tree, first), TreeHashes.ConsistencyPath(first, size, Within(stored, size)));
        }
    }

    [Fact]
    public void TreeHashes_ReadFewHashes_WhenTheLogIsLarge()
    {
        var reads = 0;
        var anything = MerkleTree.LeafHash([]);
        byte[] Reader(int level, long index)
        {
            reads++;
            return anything;
        }
        const long size = 123_456_789_012;
        TreeHashes.InclusionPath(77_777_777_777, size, Reader);
        Assert.InRange(reads, 1, 80);
        reads = 0;
        TreeHashes.ConsistencyPath(99_999_999_999, size, Reader);
        Assert.InRange(reads, 1, 120);
        reads = 0;
        TreeHashes.Root(size, Reader);
        Assert.InRange(reads, 1, 40);
    }

    [Fact]
    public void TreeHashes_SaySo_WhenThereIsNoSuchLeafOrTree()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeHashes.InclusionPath(3, 3, (_, _) => []));
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeHashes.ConsistencyPath(4, 3, (_, _) => []));
        Assert.Throws<ArgumentOutOfRangeException>(() => TreeHashes.Root(-1, (_, _) => []));
    }

    /// <summary>What an archive stores: every subtree as it is completed.</summary>
    internal static Dictionary<(int Level, long Index), byte[]> Stored(byte[][] leaves)
    {
        var stored = new Dictionary<(int, long), byte[]>();
        var frontier = new MerkleFrontier();
        foreach (var leaf in leaves)
            frontier.Append(leaf, (level, index, hash) => stored.Add((level, index), hash));
        return stored;
    }

    private static Func<int, long, byte[]> Within(Dictionary<(int Level, long Index), byte[]> stored, long size) => (level, index) =>
    {
        Assert.True((index + 1) << level <= size, $"subtree {level}/{index} is not complete at size {size}");
        return stored[(level, index)];
    };
}
