using System.Diagnostics.CodeAnalysis;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Client.Receipts;

/// <summary>
/// Checks that what was delivered was archived (spec 08): event id, content digest, receipt, its place in the signed batch, and the
/// batch's signature by a pinned key. A batch's signature is checked once, however many events it covers. Safe for concurrent use.
/// </summary>
/// <param name="pinned">The server's keys as they were obtained once by a way that is trusted; never those of the same stream.</param>
/// <param name="log">Name of the organisation's log, such as acme.example/archive; null accepts any name.</param>
public sealed class ReceiptVerifier(JsonWebKeySet pinned, string? log = null)
{
    /// <summary>Batches whose signature is remembered as good.</summary>
    private const int RememberedMax = 1024;

    private readonly Dictionary<string, VerificationKey> keys = pinned.Keys
        .Where(key => key.Purpose == KeyPurposes.Receipt)
        .Select(VerificationKey.From)
        .ToDictionary(key => key.KeyId);

    private readonly Dictionary<string, (VerificationKey Key, ProxyId? Proxy)> stampKeys = pinned.Keys
        .Where(key => key.Purpose == KeyPurposes.Stamp)
        .ToDictionary(key => key.Kid, key => (VerificationKey.From(key), key.Proxy));

    private readonly Lock gate = new();
    private readonly HashSet<SignedBatch> good = [];
    private readonly Queue<SignedBatch> goodInOrder = new();

    /// <summary>Signatures that were checked with the public key so far, one per batch.</summary>
    public long SignaturesVerified { get; private set; }

    /// <summary>Checks an item of kind event. Any input is answered, none throws.</summary>
    /// <param name="frame">The frame that brought it; its batches are what the item's proof refers to.</param>
    /// <param name="item">The item.</param>
    /// <param name="fault">One plain sentence on what is wrong.</param>
    public bool TryVerify(SyncFrame frame, SyncItem item, [NotNullWhen(false)] out string? fault)
    {
        fault = FaultOf(frame, item);
        return fault is null;
    }

    private string? FaultOf(SyncFrame frame, SyncItem item)
    {
        if (item is not { Event: { } ev, Receipt: { } receipt, Proof: { } proof })
            return "the item has no event, no receipt or no proof";
        try
        {
            if (EventIdentity.Of(ev.Header) != ev.Id)
                return "the event id is not the digest of the header";
        }
        catch (MalformedJsonException)
        {
            return "the header has no canonical form";
        }
        if (ev.Body is not null && !EventIdentity.BodyMatches(ev.Header, ev.Body) && StampFaultOf(frame, item, ev) is { } stampFault)
            return stampFault;
        if (receipt.Event != ev.Id)
            return "the receipt is for another event";
        if (log is not null && receipt.Log != log)
            return $"the receipt is of the log '{receipt.Log}', not of '{log}'";
        if (receipt.Index < 0 || receipt.Index >= receipt.TreeSize || receipt.Index > item.Position)
            return "the receipt's index does not fit its tree or the item's position";
        if (proof.Batch < 0 || proof.Batch >= frame.Batches.Length)
            return "the proof names a batch that the frame does not have";
        var batch = frame.Batches[proof.Batch];
        if (batch.Purpose != KeyPurposes.Receipt)
            return "the proof leads to a batch that was not signed over receipts";
        if (!TryDigests(proof.Path, out var path) || !BatchSigner.Includes(batch, BatchSigner.ReceiptDigest(receipt), proof.Index, path))
            return "the proof does not lead from the receipt to the batch's root";
        return IsSigned(batch, receipt.ArchivedAt) ? null : "the batch is not signed by a pinned key that was valid then";
    }

    /// <summary>The content is another one: it counts when the proxies' stamps lead from the one that the header promises to this one.</summary>
    private string? StampFaultOf(SyncFrame frame, SyncItem item, OcipEvent ev)
    {
        var stamps = item.Stamps ?? [];
        foreach (var stamped in stamps)
        {
            if (StampVerifier.FaultOf(stamped, frame.Batches, ev.Id, IsStamped) is { } fault)
                return fault;
        }
        return StampVerifier.Accepts(ev.Header, ev.Body!, stamps.Select(s => s.Stamp)) ? null : "the content is not the one that the header promises";
    }

    /// <summary>Redactions are few: their signatures are not remembered.</summary>
    private bool IsStamped(SignedBatch batch, Stamp stamp) => WireTime.TryParse(stamp.At, out var at) && BatchSigner.IsSigned(
        batch, kid => stampKeys.TryGetValue(kid, out var found) && found.Proxy == stamp.Proxy && found.Key.IsValidAt(at) ? found.Key : null);

    private bool IsSigned(SignedBatch batch, string at)
    {
        lock (gate)
        {
            if (good.Contains(batch))
                return true;
        }
        if (!WireTime.TryParse(at, out var archivedAt))
            return false;
        var signed = BatchSigner.IsSigned(batch, kid => keys.TryGetValue(kid, out var key) && key.IsValidAt(archivedAt) ? key : null);
        lock (gate)
        {
            SignaturesVerified++;
            if (signed && good.Add(batch))
            {
                goodInOrder.Enqueue(batch);
                if (goodInOrder.Count > RememberedMax)
                    good.Remove(goodInOrder.Dequeue());
            }
        }
        return signed;
    }

    private static bool TryDigests(string[] texts, out byte[][] digests)
    {
        digests = new byte[texts.Length][];
        for (var i = 0; i < texts.Length; i++)
        {
            if (!Base64UrlText.TryDecode(texts[i], MerkleTree.HashLength, out digests[i]))
                return false;
        }
        return true;
    }
}
