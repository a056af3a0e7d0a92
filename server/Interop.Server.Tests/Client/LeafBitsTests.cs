using Interop.Cli.Verification;
using Interop.Protocol.Evidence;
using Xunit;

namespace Interop.Server.Tests.Client;

/// <summary>What a verifier remembers of each record, at one bit each.</summary>
public sealed class LeafBitsTests
{
    [Fact]
    public void Leaves_AreThoseThatWereAdded_AcrossWordsAndPages()
    {
        long[] leaves = [0, 63, 64, 65_535, 65_536, 65_537, 10_000_000, 10_000_063, 5_000_000_000];
        var bits = new LeafBits();
        foreach (var leaf in leaves.Append(64))
            bits.Add(leaf);
        Assert.Equal(leaves, bits.Leaves());
        Assert.Equal(leaves.Length, bits.Count);
        Assert.All(leaves, leaf => Assert.True(bits.Contains(leaf)));
        Assert.DoesNotContain(new long[] { 1, 62, 65, 65_538, 9_999_999, 4_999_999_999 }, bits.Contains);
        Assert.True(bits.HasAllOf(LeafRanges.Of(65_535, 65_537)));
        Assert.False(bits.HasAllOf(LeafRanges.Of(65_534, 65_537)));
        // A set that somebody claims costs no more than what is here.
        Assert.False(bits.HasAllOf(LeafRanges.Of(0, long.MaxValue - 1)));
        Assert.True(bits.HasAnyOf(LeafRanges.Of(10_000_001, long.MaxValue - 1)));
        Assert.False(bits.HasAnyOf(LeafRanges.Of(1, 62)));
    }
}
