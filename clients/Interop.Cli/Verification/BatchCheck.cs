using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Verification;

/// <summary>
/// Every record lies in one signed batch: its receipt, made again from the record, is an entry of the batch that the archive signed,
/// and its event id one of the batch that the origin signed (spec 08).
/// </summary>
internal sealed class BatchCheck : IDisposable
{
    private readonly PinnedKeys keys;
    private readonly string log;
    private readonly IEnumerator<BatchRow> rows;
    private readonly List<byte[]> eventLeaves = [];
    private BatchRow? current;

    public BatchCheck(DataFolder folder, PinnedKeys keys, string log)
    {
        (this.keys, this.log) = (keys, log);
        rows = folder.Batches().GetEnumerator();
    }

    public long Batches { get; private set; }

    /// <param name="part">The next record.</param>
    /// <param name="leafHash">Hash of its leaf in the log.</param>
    public void Take(FixedPart part, byte[] leafHash)
    {
        if (current is null)
            Open(part);
        var offset = (int)(part.Index - current!.First);
        var receipt = part.Event is null ? leafHash : ReceiptDigest(part, leafHash, current.First + current.Count);
        var stored = current.Hashes.AsSpan(offset * MerkleTree.HashLength, MerkleTree.HashLength);
        if (!stored.SequenceEqual(MerkleTree.LeafHash(receipt)))
            throw new ArchiveFaultException($"record {part.Index} is not the one that its receipt was signed over");
        if (part is { Event: { } id, IsSignedHere: true })
            eventLeaves.Add(MerkleTree.LeafHash(id.Digest()));
        if (offset == current.Count - 1)
            Close(part.At);
    }

    /// <summary>At the end of the log: no batch reaches beyond it.</summary>
    public void End(long size)
    {
        if (current is not null)
            throw new ArchiveFaultException($"the log ends after {size} records, but records up to {current.First + current.Count - 1} were signed: the log was cut");
        if (rows.MoveNext())
            throw new ArchiveFaultException($"the log ends after {size} records, but record {rows.Current.First} was signed: the log was cut");
    }

    public void Dispose() => rows.Dispose();

    private void Open(FixedPart first)
    {
        if (!rows.MoveNext() || rows.Current.First > first.Index)
            throw new ArchiveFaultException($"record {first.Index} is in no signed batch");
        var row = rows.Current;
        if (row.First != first.Index)
            throw new ArchiveFaultException($"record {first.Index}: a signed batch starts at record {row.First}, inside another");
        if (row.Count < 1 || row.Hashes.Length != row.Count * MerkleTree.HashLength)
            throw new ArchiveFaultException($"{Name(row)}: {row.Hashes.Length} octets of hashes where there are {row.Count} records");
        var hashes = new byte[row.Count][];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = row.Hashes.AsSpan(i * MerkleTree.HashLength, MerkleTree.HashLength).ToArray();
        CheckSigned(row, row.Receipts, KeyPurposes.Receipt, "receipts", hashes, first.At);
        current = row;
    }

    private void Close(string at)
    {
        var row = current!;
        if (eventLeaves.Count > 0 || row.Events is not null)
        {
            if (row.Events is null)
                throw new ArchiveFaultException($"{Name(row)}: the origin's signature over the events is missing");
            CheckSigned(row, row.Events, KeyPurposes.Event, "events", eventLeaves, at);
        }
        eventLeaves.Clear();
        current = null;
        Batches++;
    }

    private void CheckSigned(BatchRow row, string json, string purpose, string what, IReadOnlyList<byte[]> leaves, string at)
    {
        SignedBatch batch;
        try
        {
            batch = JsonSerializer.Deserialize(json, OcipJson.Default.SignedBatch) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            throw new ArchiveFaultException($"{Name(row)}: what was signed over the {what} cannot be read: {fault.Message}");
        }
        if (batch.Purpose != purpose || batch.Size != leaves.Count || batch.Root != Base64UrlText.Of(MerkleTree.Root(leaves)))
            throw new ArchiveFaultException($"{Name(row)}: the {what} do not have the root that was signed over them");
        if (keys.FaultOf(batch, at) is { } wrong)
            throw new ArchiveFaultException($"{Name(row)}: the signature over the {what} {wrong}");
    }

    // The canonical form of the receipt, member by member: a serializer and a canonicaliser for each record would cost more than all the rest.
    private byte[] ReceiptDigest(FixedPart part, byte[] leafHash, long treeSize)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $$"""{"archivedAt":"{{part.At}}","event":"{{part.Event!.Value.Value}}","index":{{part.Index}},"log":"{{log}}","recordDigest":"{{Base64UrlText.Of(leafHash)}}","retentionClass":"{{part.RetentionClass}}","treeSize":{{treeSize}}}""");
        return SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static string Name(BatchRow row) => row.Count == 1 ? $"record {row.First}" : $"records {row.First} to {row.First + row.Count - 1}";
}
