namespace Interop.Protocol.FederationApi;

/// <summary>Asks a peer to witness this log's head (spec 08).</summary>
/// <param name="Checkpoint">C2SP signed note.</param>
/// <param name="OldSize">The size that the peer witnessed last, 0 for never.</param>
/// <param name="Proof">RFC 6962 consistency proof from there, base64url each.</param>
public sealed record WitnessRequest(string Checkpoint, long OldSize, string[] Proof);
