using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;

namespace Interop.Protocol.ProxyApi;

/// <summary>Whether a stamp is what it says (spec 07). Any input is answered, none throws.</summary>
public static class StampVerifier
{
    /// <summary>How far a stamp's time may be ahead of the verifier's clock.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with a stamp, in one sentence; null when it is good.</summary>
    /// <param name="stamped">The stamp, and its place in one of the batches.</param>
    /// <param name="batches">The batches of the message that brought it.</param>
    /// <param name="ev">The event that it must be for.</param>
    /// <param name="isSigned">
    /// Whether the batch is signed by a key of purpose stamp that was valid at the stamp's time: of the proxy that the stamp names, or, of a stamp
    /// with a bypass, of the provider. Asked for each stamp; the caller may remember its answers by batch.
    /// </param>
    public static string? FaultOf(StampedDecision stamped, IReadOnlyList<SignedBatch> batches, EventId ev, Func<SignedBatch, Stamp, bool> isSigned)
    {
        if (stamped is not { Stamp: { Receipt: not null } stamp, Proof: { Path: not null } proof } || batches is null || isSigned is null)
            return "the stamp, its receipt or its proof is missing";
        if (stamp.Event != ev || stamp.Receipt.Event != ev)
            return "the stamp or its receipt is for another event";
        if (!WireTime.TryParse(stamp.At, out _))
            return "the stamp's time is not a time";
        if (proof.Batch < 0 || proof.Batch >= batches.Count || batches[proof.Batch] is not { Purpose: KeyPurposes.Stamp } batch)
            return "the stamp's proof leads to no batch that was signed over stamps";
        byte[] digest;
        try
        {
            digest = StampDigest.Of(stamp);
        }
        catch (MalformedJsonException)
        {
            return "the stamp has no canonical form";
        }
        if (!TryPath(proof.Path, out var path) || !BatchSigner.Includes(batch, digest, proof.Index, path))
            return "the proof does not lead from the stamp to the batch's root";
        return isSigned(batch, stamp)
            ? null
            : "the stamp is not signed by a known key of its proxy that was valid then";
    }

    /// <summary>What is wrong with a receipt's signature, in one sentence; null when it is good.</summary>
    /// <param name="receipt">The receipt of a stamp.</param>
    /// <param name="proof">Its place in one of the batches.</param>
    /// <param name="batches">The batches of the message that brought it.</param>
    /// <param name="isSigned">Whether the batch is signed by a key of purpose receipt that was valid at that time.</param>
    public static string? ReceiptFaultOf(ArchiveReceipt receipt, BatchProof? proof, IReadOnlyList<SignedBatch> batches, Func<SignedBatch, DateTimeOffset, bool> isSigned)
    {
        if (receipt is null || proof is not { Path: not null } || batches is null || isSigned is null || !WireTime.TryParse(receipt.ArchivedAt, out var at))
            return "the receipt or its proof is missing";
        if (proof.Batch < 0 || proof.Batch >= batches.Count || batches[proof.Batch] is not { Purpose: KeyPurposes.Receipt } batch)
            return "the receipt's proof leads to no batch that was signed over receipts";
        if (!TryPath(proof.Path, out var path) || !BatchSigner.Includes(batch, BatchSigner.ReceiptDigest(receipt), proof.Index, path))
            return "the proof does not lead from the receipt to the batch's root";
        return isSigned(batch, at)
            ? null
            : "the receipt is not signed by a known key of the log that was valid then";
    }

    /// <summary>Whether the body is the one that the header promises, or the last link of a chain of redactions that starts there.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="body">The body that came.</param>
    /// <param name="stamps">Stamps that were found good, in the order in which the event passed them.</param>
    public static bool Accepts(EventHeader header, EventBody body, IEnumerable<Stamp> stamps)
    {
        if (header is null || body is null || stamps is null)
            return false;
        var digest = header.ContentDigest;
        foreach (var link in stamps.Select(s => s.Redacted).OfType<Redaction>())
        {
            if (link.From != digest)
                return false;
            digest = link.To;
        }
        return EventIdentity.BodyMatches(header with { ContentDigest = digest }, body);
    }

    private static bool TryPath(string[] texts, out byte[][] path)
    {
        path = new byte[texts.Length][];
        for (var i = 0; i < texts.Length; i++)
        {
            if (!Base64UrlText.TryDecode(texts[i], MerkleTree.HashLength, out path[i]))
                return false;
        }
        return true;
    }
}
