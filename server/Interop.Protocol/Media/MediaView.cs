namespace Interop.Protocol.Media;

/// <summary>Answer to octets that were put in (spec 15): what an external part about them says.</summary>
/// <param name="Url">For the part's <c>url</c>.</param>
/// <param name="Digest">base64url(SHA-256(octets)).</param>
/// <param name="Size">Octets.</param>
/// <param name="Type">What the octets were found to be.</param>
/// <param name="Expires">RFC 3339: they are thrown away then, unless an event refers to them.</param>
public sealed record MediaView(MediaId Url, string Digest, long Size, string Type, string Expires);
