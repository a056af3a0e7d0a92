using Interop.Protocol.Evidence;

namespace Interop.Protocol.FederationApi;

/// <summary>Events of a room by seq, for a follower that lacks them.</summary>
/// <param name="Batches">Signatures that the events' proofs refer to by index.</param>
/// <param name="Events">By rising seq.</param>
/// <param name="Head">Seq of the room's last entry.</param>
public sealed record Backfill(SignedBatch[] Batches, FederatedEvent[] Events, long Head);
