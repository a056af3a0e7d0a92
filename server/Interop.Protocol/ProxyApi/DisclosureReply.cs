namespace Interop.Protocol.ProxyApi;

/// <summary>The event is its sender's answer to a disclosure (spec 7.7, 7.8).</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Version">Of the policy, in force when it was answered.</param>
/// <param name="Language">Of the text that the sender was told, BCP 47.</param>
/// <param name="Digest">base64url(SHA-256(UTF-8)) of that text.</param>
/// <param name="Operation">grant or revoke.</param>
public sealed record DisclosureReply(string Policy, int Version, string Language, string Digest, string Operation);
