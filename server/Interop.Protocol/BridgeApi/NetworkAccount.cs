namespace Interop.Protocol.BridgeApi;

/// <param name="Network">matrix, xmpp, …</param>
/// <param name="Account">Such as @alice:example.org or bob@example.org.</param>
public sealed record NetworkAccount(string Network, string Account);
