namespace Interop.Protocol.ArchiveApi;

/// <param name="Due">What is due at this time, RFC 3339 UTC, not in the future; null: now.</param>
public sealed record DispositionRequest(string? Due = null);
