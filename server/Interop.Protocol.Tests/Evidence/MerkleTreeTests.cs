using FsCheck;
using FsCheck.Fluent;
using Interop.Protocol.Evidence;
using Xunit;

namespace Interop.Protocol.Tests.Evidence;

public sealed class MerkleTreeTests
{
    [Fact]
    public void MerkleTree_HasThePublishedRoots_OfTheReferenceTree()
    {
        var tree = Vectors.Load("merkle-rfc6962");
        var leafHashes = tree.Hashes("leaves").Select(leaf => MerkleTree.LeafHash(leaf)).ToArray();
        var roots = tree.Hashes("roots");
        for (var size = 0; size < roots.Length; size++)
        {
            Assert.Equal(roots[size], MerkleTree.Root(leafHashes.Take(size).ToList()));
            Assert.Equal(roots[size], MerkleTree.Root(leafHashes.AsSpan(0, size)));
        }
    }

    [Fact]
    public void MerkleTree_HasThePublishedNodes_OfTheReferenceTree()
    {
        var levels = Vectors.Cases("merkle-rfc6962", "nodes").Select(level => level.EnumerateArray().Select(n => Convert.FromHexString(n.GetString()!)).ToArray()).ToArray();
        for (var level = 1; level < levels.Length; level++)
        {
            for (var index = 0; index < levels[level].Length; index++)
                Assert.Equal(levels[level][index], MerkleTree.NodeHash(levels[level - 1][2 * index], levels[level - 1][2 * index + 1]));
        }
    }

    [Fact]
    public void MerkleTree_JudgesInclusion_AsPublished()
    {
        foreach (var item in Vectors.Cases("merkle-rfc6962", "inclusion"))
        {
            var holds = MerkleTree.VerifyInclusion(
                item.Hex("leafHash"), item.GetProperty("index").GetInt64(), item.GetProperty("size").GetInt64(), item.Hashes("path"), item.Hex("root"));
            Assert.True(holds == item.GetProperty("good").GetBoolean(), item.Text("id"));
        }
    }

    [Fact]
    public void MerkleTree_JudgesConsistency_AsPublished()
    {
        foreach (var item in Vectors.Cases("merkle-rfc6962", "consistency"))
        {
            var holds = MerkleTree.VerifyConsistency(
                item.GetProperty("first").GetInt64(), item.GetProperty("second").GetInt64(), item.Hex("firstRoot"), item.Hex("secondRoot"), item.Hashes("path"));
            Assert.True(holds == item.GetProperty("good").GetBoolean(), item.Text("id"));
        }
    }

    [Fact]
    public void MerkleTree_MakesThePublishedProofs_OfTheReferenceTree()
    {
        var tree = Vectors.Load("merkle-rfc6962");
        var leafHashes = tree.Hashes("leaves").Select(leaf => MerkleTree.LeafHash(leaf)).ToArray();
        var roots = tree.Hashes("roots").Select(Convert.ToHexString).ToList();
        foreach (var item in tree.GetProperty("inclusion").EnumerateArray().Where(i => i.GetProperty("good").GetBoolean() && roots.Contains(Convert.ToHexString(i.Hex("root")))))
            Assert.Equal(item.Hashes("path"), MerkleTree.InclusionPath(leafHashes[..item.GetProperty("size").GetInt32()], item.GetProperty("index").GetInt64()));
        foreach (var item in tree.GetProperty("consistency").EnumerateArray().Where(i => i.GetProperty("good").GetBoolean() && roots.Contains(Convert.ToHexString(i.Hex("secondRoot")))))
            Assert.Equal(item.Hashes("path"), MerkleTree.ConsistencyPath(leafHashes[..item.GetProperty("second").GetInt32()], item.GetProperty("first").GetInt64()));
    }

    [Fact]
    public void MerkleTree_ProvesEveryLeaf_OfAnySize() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Arb.From(Gen.Choose(1, 300)), Arb.From(Gen.Choose(0, 1000)), (size, pick) =>
        {
            var leaves = Leaves(size);
            var root = MerkleTree.Root(leaves);
            var index = pick % size;
            var path = MerkleTree.InclusionPath(leaves, index);
            var all = MerkleTree.InclusionPaths(leaves);
            return MerkleTree.VerifyInclusion(leaves[index], index, size, path, root)
                && all.Select((p, i) => MerkleTree.VerifyInclusion(leaves[i], i, size, p, root)).All(good => good)
                && !MerkleTree.VerifyInclusion(leaves[index], index + 1, size, path, root)
                && !MerkleTree.VerifyInclusion(MerkleTree.LeafHash([1, 2, 3]), index, size, path, root)
                && !MerkleTree.VerifyInclusion(leaves[index], index, size, [.. path, root], root);
        }));

    [Fact]
    public void MerkleTree_ProvesEveryGrowth_OfAnySize() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Arb.From(Gen.Choose(1, 300)), Arb.From(Gen.Choose(0, 1000)), (second, pick) =>
        {
            var leaves = Leaves(second);
            var first = pick % (second + 1);
            var before = MerkleTree.Root(leaves.AsSpan(0, first));
            var after = MerkleTree.Root(leaves);
            var path = MerkleTree.ConsistencyPath(leaves, first);
            var forged = MerkleTree.LeafHash([9]);
            return MerkleTree.VerifyConsistency(first, second, before, after, path)
                && !MerkleTree.VerifyConsistency(first, second, forged, after, path)
                && (first == 0 || !MerkleTree.VerifyConsistency(first, second, before, forged, path))
                && !MerkleTree.VerifyConsistency(first, second, before, after, [.. path, forged]);
        }));

    [Fact]
    public void MerkleTree_Refuses_WhatIsNoProof()
    {
        var leaf = MerkleTree.LeafHash([]);
        Assert.False(MerkleTree.VerifyInclusion(leaf, -1, 1, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 0, 0, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 1, 1, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion([], 0, 1, [], []));
        Assert.False(MerkleTree.VerifyInclusion(null!, 0, 1, [], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 0, 1, null!, leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 0, 1, [], null!));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 0, 2, [null!], leaf));
        Assert.False(MerkleTree.VerifyInclusion(leaf, 0, long.MaxValue, Enumerable.Repeat(leaf, 100).ToArray(), leaf));
        Assert.False(MerkleTree.VerifyConsistency(-1, 1, leaf, leaf, []));
        Assert.False(MerkleTree.VerifyConsistency(2, 1, leaf, leaf, []));
        Assert.False(MerkleTree.VerifyConsistency(0, 1, leaf, leaf, []));
        Assert.False(MerkleTree.VerifyConsistency(0, 0, leaf, leaf, []));
        Assert.False(MerkleTree.VerifyConsistency(1, 2, leaf, leaf, []));
        Assert.False(MerkleTree.VerifyConsistency(1, 2, null!, leaf, [leaf]));
    }

    [Fact]
    public void MerkleTree_SaysSo_WhenThereIsNoSuchLeaf()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.InclusionPath(Leaves(3), 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleTree.ConsistencyPath(Leaves(3), 4));
        Assert.Throws<ArgumentException>(() => MerkleTree.NodeHash([1], [2]));
    }

    [Fact]
    public void MerkleTree_HashesLargeLeaves_AsSmallOnes()
    {
        var data = new byte[1000];
        for (var length = 250; length < 260; length++)
            Assert.Equal(System.Security.Cryptography.SHA256.HashData([0, .. data[..length]]), MerkleTree.LeafHash(data.AsSpan(0, length)));
    }

    internal static byte[][] Leaves(int size) => [.. Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];
}
