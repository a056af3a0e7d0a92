using Interop.Server.Compliance.Rulebook.Kinds;

namespace Interop.Server.Compliance.Disclosures;

/// <summary>A disclosure as it is said: by the book in this process, or because a proxy of its own asks for it.</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Version">Of the policy.</param>
/// <param name="Require">notice or consent.</param>
/// <param name="Language">Of the text, BCP 47.</param>
/// <param name="Text">What is said.</param>
internal sealed record SaidDisclosure(string Policy, int Version, string Require, string Language, string Text)
{
    /// <summary>base64url(SHA-256(UTF-8 text)).</summary>
    public string Digest { get; } = DisclosureText.DigestOf(Text);

    /// <summary>As it stands in records.</summary>
    public string RecordName => RecordNameOf(Policy, Version);

    public static string RecordNameOf(string policy, int version) => $"{DisclosureKind.Name}:{policy}/{version}";
}
