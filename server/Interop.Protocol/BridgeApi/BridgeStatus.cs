namespace Interop.Protocol.BridgeApi;

/// <summary>Whether a bridge gets from its network what is said there (spec 11.7).</summary>
/// <param name="Capturing">It does.</param>
/// <param name="Since">Since when that is so, by the bridge's clock, RFC 3339 UTC.</param>
public sealed record BridgeStatus(bool Capturing, string Since);
