namespace Interop.Server.Backup;

/// <summary>A file of a backup.</summary>
/// <param name="Path">Below the backup's folder, with slashes.</param>
/// <param name="Octets">How long it is.</param>
/// <param name="Digest">base64url(SHA-256(octets)).</param>
internal sealed record BackedUpFile(string Path, long Octets, string Digest);
