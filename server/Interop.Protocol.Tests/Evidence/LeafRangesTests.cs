using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol.Evidence;
using Xunit;

namespace Interop.Protocol.Tests.Evidence;

public sealed class LeafRangesTests
{
    [Fact]
    public void Leaves_BecomeRanges_InAnyOrder() => Assert.Equal("0–2, 5, 7–8", LeafRanges.Of([8, 0, 1, 2, 2, 7, 5]).ToString());

    [Fact]
    public void Sets_AreAsSetsOfNumbers_Always()
    {
        for (var round = 0; round < 500; round++)
        {
            var (one, other) = (Numbers(), Numbers());
            var (left, right) = (LeafRanges.Of(one), LeafRanges.Of(other));
            Assert.Equal(one.Except(other).Order(), Leaves(left.Except(right)));
            Assert.Equal(one.Intersect(other).Order(), Leaves(left.Intersect(right)));
            Assert.Equal(one.Union(other).Order(), Leaves(left.Union(right)));
            Assert.Equal(one.Distinct().Count(), left.Count);
            Assert.All(Enumerable.Range(0, 40), n => Assert.Equal(one.Contains(n), left.Contains(n)));
            var parts = left.Parts(2, 3).ToList();
            Assert.All(parts, part => Assert.True(part.Ranges <= 2 && part.Count <= 3));
            Assert.Equal(one.Distinct().Order(), parts.SelectMany(Leaves));
        }
    }

    [Theory]
    [InlineData("[[0,2],[4,4]]", "0–2, 4")]
    [InlineData("[]", "")]
    [InlineData("[[0,2],[3,4]]", null)]
    [InlineData("[[2,0]]", null)]
    [InlineData("[[4,5],[0,1]]", null)]
    [InlineData("[[-1,1]]", null)]
    [InlineData("[[0,1.5]]", null)]
    [InlineData("[[0]]", null)]
    [InlineData("[0]", null)]
    [InlineData("{}", null)]
    public void Text_IsReadStrictly(string text, string? expected) => Assert.Equal(expected, LeafRanges.Read(JsonDocument.Parse(text).RootElement)?.ToString());

    private static long[] Numbers() => [.. Enumerable.Range(0, RandomNumberGenerator.GetInt32(20)).Select(_ => (long)RandomNumberGenerator.GetInt32(40))];

    private static IEnumerable<long> Leaves(LeafRanges ranges) => ranges.SelectMany(range => Enumerable.Range(0, (int)range.Count).Select(n => range.First + n));

    [Fact]
    public void PartsWithoutEnd_AreTheSetItself()
    {
        var set = LeafRanges.Of([0, 1, 5, 6, 7, 9]);
        Assert.Equal(set, Assert.Single(set.Parts(4096, long.MaxValue)));
        Assert.Equal([2, 1], set.Parts(2, long.MaxValue).Select(part => part.Ranges));
        Assert.Equal(set.Count, set.Parts(2, long.MaxValue).Sum(part => part.Count));
    }
}
