namespace Interop.Protocol.ProxyApi;

/// <summary>A disclosure that somebody outside was told, and what was answered (spec 7.7, 7.8).</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Language">Of the text that was sent, BCP 47.</param>
/// <param name="Digest">base64url(SHA-256(UTF-8)) of that text.</param>
/// <param name="Answer">grant or revoke; null while nothing was answered.</param>
public sealed record ToldDisclosure(string Policy, string Language, string Digest, string? Answer = null);
