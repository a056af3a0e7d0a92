using System.Buffers;
using System.Security.Cryptography;
using Interop.Protocol.Encoding;
using Interop.Protocol.Signatures;

namespace Interop.Protocol.Evidence;

/// <summary>
/// One signature over many entries (spec 08). An entry is a digest (32 octets: an event id's, or a receipt's); its leaf is
/// <see cref="MerkleTree.LeafHash"/> of the digest; what is signed is JCS({purpose, root, size}).
/// </summary>
public static class BatchSigner
{
    /// <summary>Signs a batch of at least one entry. Paths come from <see cref="MerkleTree.InclusionPaths"/> of the leaf hashes.</summary>
    public static (SignedBatch Batch, byte[][] LeafHashes) Sign(SigningKey key, IReadOnlyList<byte[]> entryDigests)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(entryDigests);
        if (entryDigests.Count == 0)
            throw new ArgumentException("a batch has at least one entry", nameof(entryDigests));
        var leafHashes = new byte[entryDigests.Count][];
        for (var i = 0; i < leafHashes.Length; i++)
            leafHashes[i] = LeafHash(entryDigests[i]);
        var root = Base64UrlText.Of(MerkleTree.Root(leafHashes));
        var signature = DetachedJws.Sign(key, Payload(key.Purpose, root, leafHashes.Length));
        return (new SignedBatch(key.Purpose, leafHashes.Length, root, signature), leafHashes);
    }

    /// <summary>
    /// Whether the batch is signed by a key of its own purpose and has this entry. Compare <see cref="SignedBatch.Purpose"/> with the
    /// purpose that you expect, or use the overload that does. Any input is answered, none throws.
    /// </summary>
    public static bool Verify(SignedBatch batch, byte[] entryDigest, long index, IReadOnlyList<byte[]> path, Func<string, VerificationKey?> keys) =>
        Includes(batch, entryDigest, index, path) && IsSigned(batch, keys);

    /// <summary>As above, and the batch's purpose is <paramref name="purpose"/>.</summary>
    public static bool Verify(
        SignedBatch batch, byte[] entryDigest, long index, IReadOnlyList<byte[]> path, Func<string, VerificationKey?> keys, string purpose) =>
        batch?.Purpose == purpose && Verify(batch, entryDigest, index, path, keys);

    /// <summary>The half that costs a signature: whether the batch itself is signed. Once for all entries of the batch is enough.</summary>
    public static bool IsSigned(SignedBatch batch, Func<string, VerificationKey?> keys) =>
        batch is { Purpose: not null, Root: not null, Signature: not null, Size: > 0 }
        && KeyPurposes.All.Contains(batch.Purpose, StringComparer.Ordinal)
        && Base64UrlText.TryDecode(batch.Root, MerkleTree.HashLength, out _)
        && DetachedJws.Verify(batch.Signature, Payload(batch.Purpose, batch.Root, batch.Size), keys, batch.Purpose);

    /// <summary>The half that costs a few hashes: whether the batch's root has this entry.</summary>
    public static bool Includes(SignedBatch batch, byte[] entryDigest, long index, IReadOnlyList<byte[]> path) =>
        batch is { Root: not null }
        && entryDigest is { Length: SHA256.HashSizeInBytes }
        && Base64UrlText.TryDecode(batch.Root, MerkleTree.HashLength, out var root)
        && MerkleTree.VerifyInclusion(MerkleTree.LeafHash(entryDigest), index, batch.Size, path, root);

    /// <summary>What a receipt's batch has as its entry: SHA-256(JCS(receipt)).</summary>
    public static byte[] ReceiptDigest(ArchiveReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var output = new ArrayBufferWriter<byte>(512);
        ReceiptWriter.Write(receipt, output);
        return SHA256.HashData(output.WrittenSpan);
    }

    private static byte[] LeafHash(byte[] entryDigest) => entryDigest.Length == SHA256.HashSizeInBytes
        ? MerkleTree.LeafHash(entryDigest)
        : throw new ArgumentException("digests of 32 octets expected", nameof(entryDigest));

    // Purpose and root are of a closed alphabet, so this is their canonical form.
    private static byte[] Payload(string purpose, string root, long size) =>
        System.Text.Encoding.ASCII.GetBytes($$"""{"purpose":"{{purpose}}","root":"{{root}}","size":{{size}}}""");
}
