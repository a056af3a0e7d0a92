namespace Interop.Protocol.ArchiveApi;

/// <summary>A file of a package.</summary>
/// <param name="Path">In the package, with slashes.</param>
/// <param name="Size">Octets.</param>
/// <param name="Sha256">base64url of the digest of its octets.</param>
public sealed record ExportFile(string Path, long Size, string Sha256);
