namespace Interop.Protocol.AdminApi;

/// <summary>A new API token. The token itself is shown this once; the server keeps its digest.</summary>
public sealed record TokenCreated(string Id, string Token, string Account, string[] Scopes, string? ExpiresAt = null);
