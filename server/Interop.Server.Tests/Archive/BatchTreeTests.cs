using System.Buffers;
using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Server.Archive;
using Xunit;

namespace Interop.Server.Tests.Archive;

public sealed class BatchTreeTests
{
    [Fact]
    public void Root_EqualsReferenceTree_ForEverySizeUpTo300()
    {
        for (var size = 1; size <= 300; size++)
        {
            var leaves = Leaves(size);
            Assert.Equal(MerkleTree.Root(leaves), new BatchTree(leaves).Root);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    public void WritePath_ProvesInclusion_OfEveryLeaf(int size)
    {
        var leaves = Leaves(size);
        var tree = new BatchTree(leaves);
        for (var index = 0; index < size; index++)
        {
            var output = new ArrayBufferWriter<byte>();
            tree.WritePath(index, output);
            var path = JsonSerializer.Deserialize<string[]>(output.WrittenSpan)!.Select(Decode).ToArray();
            Assert.True(MerkleTree.VerifyInclusion(leaves[index], index, size, path, tree.Root));
        }
    }

    internal static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

    private static byte[] Decode(string text) => Base64UrlText.TryDecode(text, 32, out var hash) ? hash : throw new FormatException(text);
}
