namespace Interop.Protocol.AdminApi;

/// <summary>Registers a bridge; one per network.</summary>
public sealed record BridgeRequest(string Network);
