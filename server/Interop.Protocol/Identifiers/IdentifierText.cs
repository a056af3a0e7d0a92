using System.Globalization;
using System.Text;

namespace Interop.Protocol.Identifiers;

/// <summary>What the identifier types share.</summary>
internal static class IdentifierText
{
    private const string Scheme = "ocip://";

    /// <summary>Splits ocip://{provider}/{kind}/{local}.</summary>
    public static bool TrySplit(string? text, char kind, out ProviderName provider, out string local)
    {
        provider = default;
        local = "";
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal))
            return false;
        var slash = text.IndexOf('/', Scheme.Length);
        if (slash < 0 || text.Length < slash + 4 || text[slash + 1] != kind || text[slash + 2] != '/')
            return false;
        local = text[(slash + 3)..];
        return !local.Contains('/') && ProviderName.TryParse(text[Scheme.Length..slash], out provider);
    }

    public static bool IsUuidV7(string text) =>
        text.Length == 36 && Guid.TryParseExact(text, "D", out var uuid) && uuid.Version == 7 && uuid.ToString("D") == text;

    /// <summary>
    /// The UsernameCaseMapped profile, as far as a check needs it: already mapped (lower case, NFC, no wide forms), letters,
    /// digits and the ASCII punctuation that needs no escape in a URI.
    /// </summary>
    public static bool IsUsername(string local)
    {
        if (local.Length == 0)
            return false;
        foreach (var rune in local.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                var c = (char)rune.Value;
                if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '.' or '_' or '~' or '=' or '+'))
                    return false;
                continue;
            }
            if (rune == Rune.ReplacementChar || Rune.ToLowerInvariant(rune) != rune)
                return false;
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber))
                return false;
        }
        return local.IsNormalized(NormalizationForm.FormC);
    }
}
