namespace Interop.Server.Media;

/// <summary>Octets that are here.</summary>
/// <param name="Digest">base64url(SHA-256(octets)).</param>
/// <param name="Size">Octets.</param>
/// <param name="Type">What they were found to be.</param>
internal sealed record StoredMedia(string Digest, long Size, string Type);
