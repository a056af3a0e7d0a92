namespace Interop.Protocol.ArchiveApi;

/// <param name="Index">Leaf.</param>
/// <param name="TreeSize">Tree that the path leads to.</param>
/// <param name="LeafHash">base64url.</param>
/// <param name="Path">RFC 6962 audit path, base64url.</param>
public sealed record InclusionProofView(long Index, long TreeSize, string LeafHash, string[] Path);
