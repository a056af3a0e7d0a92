namespace Interop.Bridges.Native;

/// <summary>An account of the network and the name that it shows, if any.</summary>
public sealed record NativeUser(NativeUserId Account, string? DisplayName = null);
