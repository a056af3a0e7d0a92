using Interop.Protocol.Evidence;

namespace Interop.Cli.Verification;

/// <summary>What the record of a disposition says (spec 9.8).</summary>
/// <param name="Certificate">The same in both records.</param>
/// <param name="Begun">Of the second record: index of the first; null of the first.</param>
/// <param name="Leaves">Whose bodies end, or have ended.</param>
/// <param name="Count">How many.</param>
/// <param name="Root">RFC 6962 root over their leaf hashes, base64url.</param>
internal sealed record DispositionPart(string Certificate, long? Begun, LeafRanges Leaves, long Count, string Root);
