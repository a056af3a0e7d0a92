using System.Globalization;
using System.Text;

namespace Interop.Bridges.Matrix;

/// <summary>
/// Names of people and rooms as they are shown on Matrix. Emoji and every script stay; what only serves to look like something
/// else goes: control characters, direction overrides and isolates, invisible spaces, lone surrogates.
/// </summary>
internal static class DisplayText
{
    public const int PersonNameOctetsMax = 255;
    public const int RoomNameOctetsMax = 255;
    public const int TopicOctetsMax = 4_096;

    /// <summary>The folded text, never empty.</summary>
    public static string Fold(string text, int octetsMax)
    {
        var folded = new StringBuilder(text.Length);
        var octets = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var kept = Keep(rune);
            if (kept is not { } written)
                continue;
            if (octets + written.Utf8SequenceLength > octetsMax)
                break;
            octets += written.Utf8SequenceLength;
            folded.Append(written);
        }

        var result = folded.ToString().Trim();
        return result.Length > 0 ? result : "?";
    }

    private static Rune? Keep(Rune rune)
    {
        if (rune == Rune.ReplacementChar)
            return null;
        if (Rune.IsWhiteSpace(rune))
            return new Rune(' ');
        // U+200D joins emoji and, with U+200C, the letters of some scripts: both are needed to write names.
        if (rune.Value is 0x200C or 0x200D)
            return rune;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => null,
            UnicodeCategory.Format when rune.Value is >= 0xE0020 and <= 0xE007F => rune, // tags: flags of regions
            UnicodeCategory.Format => null,
            _ => rune,
        };
    }
}
