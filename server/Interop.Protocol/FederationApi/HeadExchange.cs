using Interop.Protocol.Evidence;

namespace Interop.Protocol.FederationApi;

/// <summary>What one provider has of rooms that it shares with another (POST heads). Answered with the other's own signed entries where they differ.</summary>
/// <param name="Batches">Signatures that the heads refer to by index.</param>
/// <param name="Heads">At most 50.</param>
public sealed record HeadExchange(SignedBatch[] Batches, SignedHead[] Heads);
