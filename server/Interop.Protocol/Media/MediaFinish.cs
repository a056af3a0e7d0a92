namespace Interop.Protocol.Media;

/// <summary>Finishes a file that came in several requests (spec 15.8).</summary>
/// <param name="Digest">base64url(SHA-256(octets)) of the whole file: it is kept when that is what came.</param>
public sealed record MediaFinish(string Digest);
