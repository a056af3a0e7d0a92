namespace Interop.Protocol.FederationApi;

/// <param name="Signature">Detached JWS of purpose hub by the new hub over JCS(hand-over).</param>
public sealed record HandOverAccepted(string Signature);
