using System.Text.Json;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Time;

namespace Interop.Protocol.Supervision;

/// <summary>Whether a declaration is well formed (spec 07): of the own administrator, and of a peer's directory.</summary>
public static class SupervisionValidator
{
    private const string English = "en";

    /// <summary>The first fault of a declaration with its texts, the digest included; null when there is none.</summary>
    public static Fault? Check(SupervisionDeclaration declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        return CheckTexts(declaration.Notice.Texts)
            ?? CheckStated(declaration)
            ?? (declaration.Notice.Digest == SupervisionDigest.Of(declaration) ? null : Fault.Malformed("notice.digest: not the digest of this declaration"));
    }

    /// <summary>The first fault of a declaration as it stands in the state of events, without texts.</summary>
    public static Fault? CheckStated(SupervisionDeclaration declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        var notice = declaration.Notice;
        return (declaration.By == default ? Fault.Malformed("by: a provider's name is expected") : null)
            ?? CheckText("mode", declaration.Mode, SupervisionLimits.VersionOctetsMax)
            ?? CheckText("scope", declaration.Scope, SupervisionLimits.SentenceOctetsMax)
            ?? CheckText("purpose", declaration.Purpose, SupervisionLimits.SentenceOctetsMax)
            ?? CheckText("legalBasis", declaration.LegalBasis, SupervisionLimits.SentenceOctetsMax)
            ?? CheckText("notice.version", notice.Version, SupervisionLimits.VersionOctetsMax)
            ?? (Base64UrlText.TryDecode(notice.Digest, 32, out _) ? null : Fault.Malformed("notice.digest: 32 octets as base64url are expected"))
            ?? CheckUrl(notice.Url)
            ?? (WireTime.TryParse(declaration.Since, out _) ? null : Fault.Malformed("since: a time of the form 2026-01-31T09:30:00.000Z is expected"));
    }

    /// <summary>Reads the declarations in an event's state; null when they are not well formed.</summary>
    public static SupervisionDeclaration[]? Read(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > SupervisionLimits.DeclarationsMax)
            return null;
        try
        {
            var declared = list.Deserialize(OcipJson.Default.SupervisionDeclarationArray)!;
            return declared.All(d => d is not null && CheckStated(d) is null) && declared.DistinctBy(d => d.By).Count() == declared.Length ? declared : null;
        }
        catch (JsonException)
        {
            // Another shape; said in one word by the caller.
            return null;
        }
    }

    /// <summary>Whether a text can be a language tag (BCP 47), by its form.</summary>
    public static bool IsLanguage(string? tag) =>
        tag is { Length: > 1 and <= SupervisionLimits.LanguageOctetsMax } && tag.Split('-') is var parts
        && parts.All(part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit)) && parts[0].Length > 1 && parts[0].All(char.IsAsciiLetter);

    private static Fault? CheckTexts(Dictionary<string, string>? texts)
    {
        if (texts is null || !texts.ContainsKey(English))
            return Fault.Malformed("notice.texts: a text in English (en) is expected at least");
        if (texts.Count > SupervisionLimits.LanguagesMax)
            return Fault.TooLarge($"notice.texts: at most {SupervisionLimits.LanguagesMax} languages");
        foreach (var (language, text) in texts)
        {
            if (!IsLanguage(language))
                return Fault.Malformed("notice.texts: the names are language tags such as en or pt-BR");
            if (CheckText("notice.texts", text, SupervisionLimits.TextOctetsMax) is { } fault)
                return fault;
        }
        return null;
    }

    private static Fault? CheckUrl(string? url) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps && System.Text.Encoding.UTF8.GetByteCount(url) <= SupervisionLimits.UrlOctetsMax)
            ? null
            : Fault.Malformed($"notice.url: an https address of at most {SupervisionLimits.UrlOctetsMax} octets is expected");

    private static Fault? CheckText(string name, string? text, int octetsMax)
    {
        if (string.IsNullOrWhiteSpace(text) || TextRules.IndexOfRefused(text) >= 0)
            return Fault.Malformed($"{name}: a text without control characters is expected");
        return System.Text.Encoding.UTF8.GetByteCount(text) > octetsMax ? Fault.TooLarge($"{name}: at most {octetsMax} octets") : null;
    }
}
