using System.Globalization;
using System.Text;

namespace Interop.Server.Search.Text;

/// <summary>What a folded character is for the cutting of words: the classes of UAX #29 as far as they differ for search.</summary>
internal static class Scripts
{
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x303C),
        (0x3041, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x3100, 0x318F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
        (0xA000, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7FB), (0xF900, 0xFAFF), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
    ];

    public static CharacterClass ClassOf(Rune rune)
    {
        if (rune.IsAscii)
            return char.IsAsciiLetterOrDigit((char)rune.Value) ? CharacterClass.Word : CharacterClass.Break;
        // Stands for octets that were no text.
        if (rune == Rune.ReplacementChar)
            return CharacterClass.Break;
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark:
                return CharacterClass.Mark;
            case UnicodeCategory.OtherSymbol:
                return CharacterClass.Symbol;
            case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                return IsUnspaced(rune.Value) ? CharacterClass.Unspaced : CharacterClass.Word;
            default:
                return CharacterClass.Break;
        }
    }

    /// <summary>Joins what stands as two characters and is one: a kana and its sound mark, the parts of a Hangul syllable; null when they are two.</summary>
    public static string? Join(string before, int next)
    {
        if (before.Length != 1)
            return null;
        var first = before[0];
        return next switch
        {
            0x3099 when Voiced(first) is { } voiced => voiced.ToString(),
            0x309A when first is 'は' or 'ひ' or 'ふ' or 'へ' or 'ほ' or 'ハ' or 'ヒ' or 'フ' or 'ヘ' or 'ホ' => ((char)(first + 2)).ToString(),
            >= 0x1161 and <= 0x1175 when first is >= (char)0x1100 and <= (char)0x1112 => ((char)(0xAC00 + ((((first - 0x1100) * 21) + next - 0x1161) * 28))).ToString(),
            >= 0x11A8 and <= 0x11C2 when first is >= (char)0xAC00 and <= (char)0xD7A3 && (first - 0xAC00) % 28 == 0 => ((char)(first + next - 0x11A7)).ToString(),
            _ => null,
        };
    }

    /// <summary>An image of its own with the voiced mark: the table of Unicode has it beside, or two places on, its plain form.</summary>
    private static char? Voiced(char kana)
    {
        const string plain = "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホ";
        return kana switch
        {
            'う' => 'ゔ',
            'ウ' => 'ヴ',
            'ゝ' or 'ヽ' => (char)(kana + 1),
            _ => plain.Contains(kana, StringComparison.Ordinal) ? (char)(kana + 1) : null,
        };
    }

    private static bool IsUnspaced(int value)
    {
        if (value < Unspaced[0].First)
            return false;
        foreach (var (first, last) in Unspaced)
        {
            if (value >= first && value <= last)
                return true;
        }
        return false;
    }
}
