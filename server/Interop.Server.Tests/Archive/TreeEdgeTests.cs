using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Xunit;

namespace Interop.Server.Tests.Archive;

public sealed class TreeEdgeTests
{
    [Fact]
    public void Append_KeepsRootAndTilesOfTheReferenceTree_AcrossTwoTileLevels()
    {
        const int count = (256 * 256) + 700;
        var leaves = BatchTreeTests.Leaves(count);
        var edge = new TreeEdge(0, []);
        var tiles = new Dictionary<(int Level, long Number), byte[]>();
        for (var i = 0; i < count; i++)
        {
            foreach (var (level, number, hashes) in edge.Append(leaves[i]))
                tiles.Add((level, number), hashes);
            if (i is 0 or 1 or 254 or 255 or 256 or 1000 or 65535 or 65536 or count - 1)
                Assert.Equal(MerkleTree.Root([.. leaves.Take(i + 1)]), edge.Root());
        }

        Assert.Equal(258, tiles.Count(t => t.Key.Level == 0));
        Assert.Equal(leaves[(257 * 256) + 3], tiles[(0, 257)].AsSpan(3 * 32, 32).ToArray());
        Assert.Equal(MerkleTree.Root([.. leaves.Skip(5 * 256).Take(256)]), tiles[(1, 0)].AsSpan(5 * 32, 32).ToArray());
    }
}
