using Interop.Protocol.Evidence;
using Xunit;

namespace Interop.Protocol.Tests.Evidence;

public sealed class MerkleFrontierTests
{
    [Fact]
    public void MerkleFrontier_HasTheRootOfTheTree_AtEverySize()
    {
        var leaves = MerkleTreeTests.Leaves(130);
        var frontier = new MerkleFrontier();
        for (var size = 0; size < leaves.Length; size++)
        {
            Assert.Equal(size, frontier.Size);
            Assert.Equal(MerkleTree.Root(leaves.AsSpan(0, size)), frontier.Root());
            frontier.Append(leaves[size]);
        }
    }

    [Fact]
    public void MerkleFrontier_GoesOn_WhereItsPeaksWereSaved()
    {
        var leaves = MerkleTreeTests.Leaves(40);
        var stored = TreeHashesTests.Stored(leaves);
        for (var size = 0; size <= leaves.Length; size++)
        {
            var saved = TreeHashes.Peaks(size, (level, index) => stored[(level, index)]);
            var frontier = new MerkleFrontier(size, saved);
            Assert.Equal(saved, frontier.Peaks);
            foreach (var leaf in leaves[size..])
                frontier.Append(leaf);
            Assert.Equal(MerkleTree.Root(leaves), frontier.Root());
        }
    }

    [Fact]
    public void MerkleFrontier_LeavesTheSavedPeaksAlone_WhenItGrows()
    {
        var leaves = MerkleTreeTests.Leaves(3);
        var peaks = new List<byte[]> { leaves[0] };
        new MerkleFrontier(1, peaks).Append(leaves[1]);
        Assert.Equal([leaves[0]], peaks);
    }

    [Fact]
    public void MerkleFrontier_IsRefused_WhenThePeaksAreNotOfThatSize()
    {
        var leaf = MerkleTree.LeafHash([]);
        Assert.Throws<ArgumentException>(() => new MerkleFrontier(3, [leaf]));
        Assert.Throws<ArgumentException>(() => new MerkleFrontier(1, [[1]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MerkleFrontier(-1, []));
        Assert.Throws<ArgumentException>(() => new MerkleFrontier().Append([1, 2]));
    }
}
