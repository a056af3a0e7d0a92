namespace Interop.Protocol.BridgeApi;

/// <summary>
/// Asks for the user behind an account of a network. On its own network a bridge creates or updates the bridged persona; on
/// another network only what that network's bridge can reach is answered.
/// </summary>
/// <param name="Network">Where the account is.</param>
/// <param name="Account">As the network writes it.</param>
/// <param name="DisplayName">As the network shows it; null when it is not known.</param>
/// <param name="Language">BCP 47, when the network says which language the person has: disclosures are told in it (spec 07).</param>
public sealed record ContactRequest(string Network, string Account, string? DisplayName = null, string? Language = null);
