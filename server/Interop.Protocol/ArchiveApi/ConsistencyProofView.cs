namespace Interop.Protocol.ArchiveApi;

/// <param name="First">Size of the earlier tree.</param>
/// <param name="Second">Size of the later tree.</param>
/// <param name="Path">RFC 6962 consistency path, base64url.</param>
public sealed record ConsistencyProofView(long First, long Second, string[] Path);
