using System.Text;
using System.Text.Json;
using Interop.Protocol.Content;
using Interop.Server.Compliance.Policies;
using Interop.Server.Identity;

namespace Interop.Server.Compliance.Rulebook.Kinds;

/// <summary>
/// What an outsider is told at the first contact (spec 7.8): settings {require: notice or consent, fallback, texts: {language: {text, refusal?, grant?, refuse?,
/// withdraw?}}}. The text is sent by the server (Compliance/Disclosures), which a proxy of its own asks to; with consent nobody is heard who has not agreed.
/// </summary>
internal sealed class DisclosureKind : IPolicyKind
{
    public const string Name = "disclosure";
    public const string Notice = "notice";
    public const string Consent = "consent";

    /// <summary>Languages of a disclosure.</summary>
    public const int LanguagesMax = 32;

    public string Kind => Name;

    public string? CheckAction(string action) => action == PolicyAction.Flag ? null : "a disclosure finds nothing; its action is flag, and require says what it does.";

    public string? Check(JsonElement settings)
    {
        foreach (var member in settings.EnumerateObject())
        {
            if (member.Name is not ("require" or "fallback" or "texts"))
                return $"/{member.Name}: the settings have require, fallback and texts.";
        }
        if (Text(settings, "require") is not (Notice or Consent) || !settings.TryGetProperty("require", out var require))
            return "/require: notice or consent.";
        if (!settings.TryGetProperty("texts", out var texts) || texts.ValueKind != JsonValueKind.Object || texts.EnumerateObject().Count() is 0 or > LanguagesMax)
            return $"/texts: 1 to {LanguagesMax} languages, each with its text.";
        if (Text(settings, "fallback") is not { } fallback || !texts.TryGetProperty(fallback, out _))
            return "/fallback: one of the languages of texts.";
        foreach (var language in texts.EnumerateObject())
        {
            if (FaultOf(language, require.GetString() == Consent) is { } fault)
                return $"/texts/{language.Name}{fault}";
        }
        return null;
    }

    public IPolicy Compile(PolicyVersion version) => new Disclosure(version);

    private static string? FaultOf(JsonProperty language, bool asksConsent)
    {
        if (!LanguageLookup.IsTag(language.Name))
            return ": a language tag such as en or pt-BR is expected.";
        if (language.Value.ValueKind != JsonValueKind.Object)
            return ": an object with text is expected.";
        foreach (var member in language.Value.EnumerateObject())
        {
            var fault = member.Name switch
            {
                "text" => IsText(member.Value, DisclosureText.TextOctetsMax) ? null : $"1 to {DisclosureText.TextOctetsMax} octets of clean text.",
                "refusal" => IsText(member.Value, DisclosureText.RefusalOctetsMax) ? null : $"1 to {DisclosureText.RefusalOctetsMax} octets of clean text.",
                "grant" or "refuse" or "withdraw" => AreAnswers(member.Value) ? null : $"1 to {DisclosureText.AnswersMax} answers of 1 to {DisclosureText.AnswerLengthMax} characters.",
                _ => "there are text, refusal, grant, refuse and withdraw.",
            };
            if (fault is not null)
                return $"/{member.Name}: {fault}";
        }
        if (!language.Value.TryGetProperty("text", out _))
            return "/text: missing.";
        // Who cannot say no has not said yes; and what was agreed to must be able to end.
        return asksConsent && !(language.Value.TryGetProperty("grant", out _) && language.Value.TryGetProperty("refuse", out _) && language.Value.TryGetProperty("withdraw", out _))
            ? ": with consent, grant, refuse and withdraw are needed."
            : null;
    }

    private static bool AreAnswers(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= DisclosureText.AnswersMax
        && list.EnumerateArray().All(a => a.ValueKind == JsonValueKind.String && DisclosureText.Plain(a.GetString()!).Length is > 0 and <= DisclosureText.AnswerLengthMax);

    private static bool IsText(JsonElement value, int octetsMax) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && Encoding.UTF8.GetByteCount(text) <= octetsMax && TextRules.IndexOfRefused(text) < 0;

    private static string? Text(JsonElement settings, string name) => settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
