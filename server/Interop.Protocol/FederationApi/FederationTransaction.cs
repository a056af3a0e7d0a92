using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>Events from provider to provider (spec 06): 1 to 50, ≤ 1 MiB, those of a room in order. Answered by a result per event.</summary>
public sealed record FederationTransaction
{
    public required TransactionId Transaction { get; init; }

    /// <summary>Signatures that the events' proofs refer to by index.</summary>
    public required SignedBatch[] Batches { get; init; }

    public required FederatedEvent[] Events { get; init; }

    /// <summary>The heads that the sender has of the rooms in it.</summary>
    public RoomHeadClaim[]? Heads { get; init; }
}
