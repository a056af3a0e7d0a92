namespace Interop.Protocol.BridgeApi;

/// <summary>
/// Asks for the user behind an account of a network. On its own network a bridge creates or updates the bridged persona; on
/// another network only what that network's bridge can reach is answered.
/// </summary>
public sealed record ContactRequest(string Network, string Account, string? DisplayName = null);
