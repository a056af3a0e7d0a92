using Interop.Protocol.Evidence;

namespace Interop.Protocol.ProxyApi;

/// <summary>A stamp, and the proof that its proxy signed it: an entry of a batch of purpose stamp.</summary>
/// <param name="Stamp">The decision.</param>
/// <param name="Proof">Place in a batch of the message that carries it.</param>
public sealed record StampedDecision(Stamp Stamp, BatchProof Proof);
