using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Cli.Verification.Packages;

/// <summary>
/// That each record of a package is in a batch that the archive has signed, by its receipt, and each own event in one that its origin has (spec 08.5). The
/// signatures are computed on all cores, some batches ahead.
/// </summary>
internal sealed class BatchProofs(IPackageFiles files, PinnedKeys keys, string log) : IDisposable
{
    public const string File = "proofs/batches.ndjson";
    private const int AtOnce = 512;
    private readonly IEnumerator<BatchLine> lines = Lines(files, keys).GetEnumerator();
    private readonly MemoryStream events = new();
    private BatchLine? current;
    private int eventAt;

    public long Batches { get; private set; }

    /// <summary>The next record, in the order of the log.</summary>
    /// <exception cref="PackageFaultException">It is in no signed batch, or in another than the one that was signed.</exception>
    public void Take(RecordLine record)
    {
        var part = record.Part;
        if (current is null || part.Index >= current.First + current.Count)
            Open(part);
        var batch = current!;
        if (part.Index < batch.First)
            throw Fault($"record {part.Index} is in no signed batch");
        var receipt = part.Event is null ? record.LeafHash : ReceiptDigest(part, record.LeafHash, batch.First + batch.Count);
        var place = (int)(part.Index - batch.First) * MerkleTree.HashLength;
        if (!batch.Hashes.AsSpan(place, MerkleTree.HashLength).SequenceEqual(MerkleTree.LeafHash(receipt)))
            throw Fault($"record {part.Index} is not the one that its receipt was signed over");
        if (part is { Event: { } id, IsSignedHere: true })
            Event(part.Index, MerkleTree.LeafHash(id.Digest()));
    }

    /// <exception cref="PackageFaultException">There are batches without a record.</exception>
    public void End()
    {
        Close();
        if (lines.MoveNext())
            throw new PackageFaultException($"{File} has a batch of which no record is here", File, lines.Current.Offset);
    }

    public void Dispose()
    {
        lines.Dispose();
        events.Dispose();
    }

    private void Open(FixedPart part)
    {
        Close();
        if (!lines.MoveNext())
            throw new PackageFaultException($"record {part.Index} is in no signed batch", File, current?.Offset ?? 0);
        current = lines.Current;
        if (current.Fault is { } fault)
            throw Fault($"the signed batch from record {current.First} on {fault}");
        if (part.Index >= current.First + current.Count)
            throw Fault($"{File} has a batch of which no record is here");
        foreach (var (batch, purpose) in new[] { (current.Receipts, KeyPurposes.Receipt), (current.Events, KeyPurposes.Event) })
        {
            if (batch is not null && (keys.Find(DetachedJws.KeyIdOf(batch.Signature, purpose)!) is not { } key || !WireTime.TryParse(part.At, out var at) || !key.IsValidAt(at)))
                throw Fault($"the batch from record {current.First} on is signed by a key of purpose {purpose} that was not in use at {part.At}");
        }
        Batches++;
    }

    private void Event(long index, byte[] leaf)
    {
        if (current!.Events is null)
            throw Fault($"the origin's signature over the event of record {index} is missing");
        if (current.EventHashes is not { } hashes)
        {
            events.Write(leaf);
            return;
        }
        while (eventAt < hashes.Length && !hashes.AsSpan(eventAt, MerkleTree.HashLength).SequenceEqual(leaf))
            eventAt += MerkleTree.HashLength;
        if (eventAt >= hashes.Length)
            throw Fault($"the event of record {index} is not among those that its origin has signed");
        eventAt += MerkleTree.HashLength;
    }

    private void Close()
    {
        if (current is { Events: { } signed, EventHashes: null } && !BatchLine.HasRoot(signed, events.GetBuffer().AsSpan(0, (int)events.Length)))
            throw Fault($"the events of the batch from record {current.First} on are not those that their origin has signed");
        events.SetLength(0);
        eventAt = 0;
    }

    private PackageFaultException Fault(string sentence) => new(sentence, File, current!.Offset);

    private static IEnumerable<BatchLine> Lines(IPackageFiles files, PinnedKeys keys) => PackageLines.Of(files, File).Chunk(AtOnce).SelectMany(some =>
    {
        var read = new BatchLine[some.Length];
        Parallel.For(0, some.Length, i => read[i] = BatchLine.Read(some[i].Offset, some[i].Line, keys));
        return read;
    });

    // The canonical form of the receipt, member by member, as in BatchCheck.
    private byte[] ReceiptDigest(FixedPart part, byte[] leafHash, long treeSize)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $$"""{"archivedAt":"{{part.At}}","event":"{{part.Event!.Value.Value}}","index":{{part.Index}},"log":"{{log}}","recordDigest":"{{Base64UrlText.Of(leafHash)}}","retentionClass":"{{part.RetentionClass}}","treeSize":{{treeSize}}}""");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }
}
