namespace Interop.Protocol.ArchiveApi;

/// <param name="Network">matrix, xmpp, …</param>
/// <param name="Connected">Its bridge is there now.</param>
/// <param name="Since">Since when it is there, or away, RFC 3339 UTC; absent when it was never there.</param>
public sealed record NetworkHealth(string Network, bool Connected, string? Since = null);
