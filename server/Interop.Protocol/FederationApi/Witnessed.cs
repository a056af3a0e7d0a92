namespace Interop.Protocol.FederationApi;

/// <summary>What the witness has witnessed now. Without a signature: the checkpoint was not signed, and this size is where the next proof has to begin.</summary>
/// <param name="Size">The size that is witnessed now.</param>
/// <param name="At">When, RFC 3339 UTC.</param>
/// <param name="Signature">Detached JWS of purpose checkpoint by the witness over JCS({at, checkpoint}), the checkpoint's text without signatures.</param>
public sealed record Witnessed(long Size, string? At = null, string? Signature = null);
