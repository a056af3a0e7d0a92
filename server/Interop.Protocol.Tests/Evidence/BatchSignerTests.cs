using System.Text.Json;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol.Tests.Signatures;
using Xunit;

namespace Interop.Protocol.Tests.Evidence;

public sealed class BatchSignerTests
{
    private static readonly JsonElement File = Vectors.Load("batches");

    [Fact]
    public void BatchSigner_Accepts_EveryEntryOfTheVectors()
    {
        foreach (var item in File.GetProperty("cases").EnumerateArray())
        {
            var batch = item.GetProperty("batch").Deserialize(OcipJson.Default.SignedBatch)!;
            var keys = TestKeys.Ring(TestKeys.Of(File.GetProperty("key"), batch.Purpose));
            var index = 0;
            foreach (var entry in item.GetProperty("entries").EnumerateArray())
            {
                var path = entry.GetProperty("path").EnumerateArray().Select(hash => Decoded(hash.GetString()!)).ToArray();
                Assert.True(BatchSigner.Verify(batch, Decoded(entry.Text("digest")), index, path, keys));
                Assert.True(BatchSigner.Verify(batch, Decoded(entry.Text("digest")), index, path, keys, batch.Purpose));
                Assert.False(BatchSigner.Verify(batch, Decoded(entry.Text("digest")), index, path, keys, KeyPurposes.Request));
                Assert.False(BatchSigner.Verify(batch, new byte[32], index, path, keys));
                index++;
            }
        }
    }

    [Fact]
    public void BatchSigner_DigestsReceipts_AsTheVectors()
    {
        foreach (var item in File.GetProperty("receipts").EnumerateArray())
        {
            var receipt = item.GetProperty("receipt").Deserialize(OcipJson.Default.ArchiveReceipt)!;
            Assert.Equal(item.Text("digest"), Base64UrlText.Of(BatchSigner.ReceiptDigest(receipt)));
        }
    }

    [Fact]
    public void BatchSigner_DigestsReceipts_AsTheGeneralWay()
    {
        var receipt = File.GetProperty("receipts")[1].GetProperty("receipt").Deserialize(OcipJson.Default.ArchiveReceipt)! with { Log = "a\"\u0001é", Index = 1L << 52, RetentionClass = "" };
        // A member that the writer does not know would be missing from every digest: the general way has all of them.
        var general = CanonicalJson.Of(JsonSerializer.SerializeToElement(receipt, OcipJson.Default.ArchiveReceipt));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(general), BatchSigner.ReceiptDigest(receipt));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void BatchSigner_ProvesEachEntry_OfABatchOfAnySize(int size)
    {
        using var key = SigningKey.Create(KeyPurposes.Event);
        var keys = TestKeys.Ring(VerificationKey.From(key.PublicJwk(TestKeys.NotBefore)));
        var digests = MerkleTreeTests.Leaves(size);
        var (batch, leafHashes) = BatchSigner.Sign(key, digests);
        var paths = MerkleTree.InclusionPaths(leafHashes);
        Assert.Equal(size, batch.Size);
        for (var i = 0; i < size; i++)
            Assert.True(BatchSigner.Verify(batch, digests[i], i, paths[i], keys));
    }

    [Fact]
    public void BatchSigner_Refuses_WhatWasChanged()
    {
        using var key = SigningKey.Create(KeyPurposes.Event);
        var keys = TestKeys.Ring(VerificationKey.From(key.PublicJwk(TestKeys.NotBefore)));
        var digests = MerkleTreeTests.Leaves(3);
        var (batch, leafHashes) = BatchSigner.Sign(key, digests);
        var path = MerkleTree.InclusionPath(leafHashes, 1);
        Assert.True(BatchSigner.Verify(batch, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch, digests[1], 0, path, keys));
        Assert.False(BatchSigner.Verify(batch, digests[1][..31], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch with { Size = 4 }, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch with { Purpose = KeyPurposes.Receipt }, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch with { Purpose = "\"" }, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch with { Root = Base64UrlText.Of(leafHashes[0]) }, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch with { Root = null! }, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch with { Signature = "" }, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(null!, digests[1], 1, path, keys));
        Assert.False(BatchSigner.Verify(batch, null!, 1, path, keys));
        Assert.False(BatchSigner.Verify(batch, digests[1], 1, null!, keys));
        Assert.False(BatchSigner.Verify(batch, digests[1], 1, path, _ => null));
    }

    [Fact]
    public void BatchSigner_SaysSo_WhenThereIsNothingToSign()
    {
        using var key = SigningKey.Create(KeyPurposes.Event);
        Assert.Throws<ArgumentException>(() => BatchSigner.Sign(key, []));
        Assert.Throws<ArgumentException>(() => BatchSigner.Sign(key, [[1]]));
    }

    private static byte[] Decoded(string text) => Base64UrlText.TryDecode(text, 32, out var octets) ? octets : throw new FormatException(text);
}
