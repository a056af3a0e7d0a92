using Interop.Protocol.Evidence;
using Interop.Protocol.Signatures;

namespace Interop.Server.Verification;

/// <summary>
/// Batches whose signature was checked a moment ago: a peer signs once for many events, and so it is checked once. Bounded; what was
/// forgotten is checked again.
/// </summary>
internal sealed class VerifiedBatches
{
    private const int CountMax = 4096;

    private readonly Lock gate = new();
    private readonly HashSet<(SignedBatch Batch, string KeyId)> good = [];
    private readonly Queue<(SignedBatch Batch, string KeyId)> order = [];

    /// <summary>Whether the batch is signed with this key and has the entry.</summary>
    public bool Check(SignedBatch batch, byte[] entryDigest, BatchProof proof, VerificationKey key) =>
        BatchSigner.Includes(batch, entryDigest, proof.Index, [.. proof.Path.Select(Decode)]) && IsSigned(batch, key);

    private bool IsSigned(SignedBatch batch, VerificationKey key)
    {
        var known = (batch, key.KeyId);
        lock (gate)
        {
            if (good.Contains(known))
                return true;
        }
        if (!BatchSigner.IsSigned(batch, kid => kid == key.KeyId ? key : null))
            return false;
        lock (gate)
        {
            if (!good.Add(known))
                return true;
            order.Enqueue(known);
            if (order.Count > CountMax)
                good.Remove(order.Dequeue());
        }
        return true;
    }

    /// <summary>A hash, or nothing, which fits no tree.</summary>
    private static byte[] Decode(string hash) => Protocol.Encoding.Base64UrlText.TryDecode(hash, 32, out var octets) ? octets : [];
}
