namespace Interop.Protocol.Evidence;

/// <summary>
/// One signature over many entries (spec 08): a detached ES256 JWS over JCS({purpose, root, size}), where root is the RFC 6962
/// root over the entries' digests. A batch of one has the same form.
/// </summary>
/// <param name="Purpose">event (the origin's signature over event ids) or receipt (the archive's over receipts).</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">base64url of the root.</param>
/// <param name="Signature">Compact detached JWS (RFC 7515, appendix F): header..signature; the header has alg, kid and typ.</param>
public sealed record SignedBatch(string Purpose, long Size, string Root, string Signature);
