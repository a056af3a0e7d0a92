namespace Interop.Protocol.ArchiveApi;

/// <param name="Size">Records of the head.</param>
/// <param name="Note">The signed head, which the token is over.</param>
/// <param name="At">The authority's time, RFC 3339 UTC.</param>
/// <param name="Authority">Its URL.</param>
/// <param name="Token">RFC 3161 token, DER in base64.</param>
public sealed record TimestampView(long Size, string Note, string At, string Authority, string Token);
