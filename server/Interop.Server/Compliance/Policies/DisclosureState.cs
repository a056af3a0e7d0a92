namespace Interop.Server.Compliance.Policies;

/// <summary>What an outsider was told by a disclosure, and what was answered (spec 7.8).</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Language">Of the text that was sent, BCP 47.</param>
/// <param name="Digest">base64url(SHA-256(UTF-8)) of that text: another text is told anew.</param>
/// <param name="Answer">told, grant or revoke.</param>
internal sealed record DisclosureState(string Policy, string Language, string Digest, string Answer)
{
    /// <summary>The text was sent; nothing was answered.</summary>
    public const string Told = "told";

    /// <summary>The person agrees.</summary>
    public const string Granted = "grant";

    /// <summary>The person does not agree, or no longer.</summary>
    public const string Revoked = "revoke";
}
