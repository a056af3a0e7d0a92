using Interop.Protocol.Evidence;
using Interop.Protocol.ProxyApi;

namespace Interop.Server.Archive;

/// <summary>Gathers signatures and stamps with the batches that they refer to, each batch once.</summary>
internal sealed class AttestationBuilder
{
    private readonly List<SignedBatch> batches = [];
    private readonly List<StampedDecision> stamps = [];
    private BatchProof? signature;
    private BatchProof? hubSignature;

    public IReadOnlyList<SignedBatch> Batches => batches;

    public void Signature(SignedBatch batch, BatchProof proof) => signature = Refer(batch, proof);

    public void Stamp(SignedBatch batch, StampedDecision stamped) => stamps.Add(stamped with { Proof = Refer(batch, stamped.Proof) });

    public void HubSignature(SignedBatch batch, BatchProof proof) => hubSignature = Refer(batch, proof);

    /// <summary>Takes over all of another one.</summary>
    public void Add(Attestation other)
    {
        Signature(other.Batches[other.Signature.Batch], other.Signature);
        foreach (var stamped in other.Stamps)
            Stamp(other.Batches[stamped.Proof.Batch], stamped);
        if (other.HubSignature is { } hub)
            HubSignature(other.Batches[hub.Batch], hub);
    }

    public Attestation Build() => new([.. batches], signature ?? throw new InvalidOperationException("an attestation needs the origin's signature"), [.. stamps], hubSignature);

    /// <summary>The proof with the number that its batch has here.</summary>
    public BatchProof Refer(SignedBatch batch, BatchProof proof)
    {
        var index = batches.IndexOf(batch);
        if (index < 0)
        {
            index = batches.Count;
            batches.Add(batch);
        }
        return proof with { Batch = index };
    }
}
