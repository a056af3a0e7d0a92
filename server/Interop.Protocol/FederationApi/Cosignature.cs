using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>A checkpoint, and another provider's signature under it (spec 08).</summary>
/// <param name="Witness">Who has signed it.</param>
/// <param name="Size">Of the checkpoint.</param>
/// <param name="Checkpoint">The checkpoint, as a signed note of its own log.</param>
/// <param name="At">When the witness signed it, RFC 3339 UTC.</param>
/// <param name="Signature">As <see cref="Witnessed.Signature"/>.</param>
public sealed record Cosignature(ProviderName Witness, long Size, string Checkpoint, string At, string Signature);
