using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Verification.Packages;

/// <summary>One line of proofs/batches.ndjson: what was signed over one group commit, checked by itself.</summary>
internal sealed class BatchLine
{
    public required long Offset { get; init; }

    public long First { get; private init; }

    public long Count { get; private init; }

    public SignedBatch Receipts { get; private init; } = null!;

    /// <summary>Leaf hashes of the receipts.</summary>
    public byte[] Hashes { get; private init; } = [];

    public SignedBatch? Events { get; private init; }

    /// <summary>Leaf hashes of the own events; null when every record of the batch is in the package, and so has them.</summary>
    public byte[]? EventHashes { get; private init; }

    public string? Fault { get; private init; }

    public static BatchLine Read(long offset, byte[] line, PinnedKeys keys)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var batch = new BatchLine
            {
                Offset = offset, First = root.GetProperty("first").GetInt64(), Count = root.GetProperty("count").GetInt64(),
                Receipts = root.GetProperty("receipts").Deserialize(OcipJson.Default.SignedBatch)!, Hashes = Octets(root.GetProperty("hashes")),
                Events = root.TryGetProperty("events", out var events) ? events.Deserialize(OcipJson.Default.SignedBatch) : null,
                EventHashes = root.TryGetProperty("eventHashes", out var hashes) ? Octets(hashes) : null,
            };
            return new BatchLine
            {
                Offset = offset, First = batch.First, Count = batch.Count, Receipts = batch.Receipts, Hashes = batch.Hashes, Events = batch.Events, EventHashes = batch.EventHashes, Fault = FaultOf(batch, keys),
            };
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new BatchLine { Offset = offset, Fault = $"cannot be read: {fault.Message}" };
        }
    }

    public static bool HasRoot(SignedBatch batch, ReadOnlySpan<byte> hashes)
    {
        var leaves = new byte[hashes.Length / MerkleTree.HashLength][];
        for (var i = 0; i < leaves.Length; i++)
            leaves[i] = hashes.Slice(i * MerkleTree.HashLength, MerkleTree.HashLength).ToArray();
        return batch.Size == leaves.Length && batch.Root == Base64UrlText.Of(MerkleTree.Root(leaves));
    }

    private static string? FaultOf(BatchLine batch, PinnedKeys keys)
    {
        if (batch.Count < 1 || batch.Hashes.Length != batch.Count * MerkleTree.HashLength || batch.Receipts.Purpose != KeyPurposes.Receipt || batch.Events is { Purpose: not KeyPurposes.Event })
            return "is none of receipts, or not of as many as it says";
        if (!HasRoot(batch.Receipts, batch.Hashes))
            return "does not have the root that was signed";
        if (!BatchSigner.IsSigned(batch.Receipts, keys.Find))
            return $"is not signed by {(keys.IsPinned ? "a pinned key" : "a key of this package")}";
        if (batch.Events is { } events && !BatchSigner.IsSigned(events, keys.Find))
            return $"has events that are not signed by {(keys.IsPinned ? "a pinned key" : "a key of this package")}";
        return batch is { Events: { } signed, EventHashes: { } hashes } && !HasRoot(signed, hashes) ? "has events without the root that was signed" : null;
    }

    private static byte[] Octets(JsonElement text)
    {
        var octets = System.Buffers.Text.Base64Url.DecodeFromChars(text.GetString());
        return octets.Length % MerkleTree.HashLength == 0 ? octets : throw new FormatException("not whole hashes");
    }
}
