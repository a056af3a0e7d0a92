using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;
using EventId = Interop.Protocol.Identifiers.EventId;

namespace Interop.Server.Tests.Federation;

/// <summary>An event with what proves it, right or wrong, before it is put into a transaction.</summary>
internal sealed record Forged(FederatedEvent Event, SignedBatch Origin)
{
    public SignedBatch? Hub { get; init; }

    public (Stamp Stamp, SignedBatch Batch)[] Stamps { get; init; } = [];

    public EventId Id => Event.Id;

    public HubEntry Place => Event.Hub!;

    /// <summary>A transaction of these, each with batches of its own.</summary>
    public static FederationTransaction Pack(params Forged[] all)
    {
        var batches = new List<SignedBatch>();
        BatchProof Refer(BatchProof proof, SignedBatch batch)
        {
            batches.Add(batch);
            return proof with { Batch = batches.Count - 1 };
        }
        var events = all.Select(f => f.Event with
        {
            Signature = Refer(f.Event.Signature, f.Origin),
            HubSignature = f.Hub is null ? null : Refer(f.Event.HubSignature!, f.Hub),
            Stamps = [.. f.Stamps.Select(s => new StampedDecision(s.Stamp, Refer(new BatchProof(0, 0, []), s.Batch)))],
        }).ToArray();
        return new FederationTransaction { Transaction = TransactionId.Create(TimeProvider.System), Batches = [.. batches], Events = events };
    }
}
