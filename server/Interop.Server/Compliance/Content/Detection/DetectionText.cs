using System.Buffers;
using System.Text;
using Interop.Server.Search.Text;

namespace Interop.Server.Compliance.Content.Detection;

/// <summary>
/// A text as detectors of numbers see it: each UTF-16 unit stands for itself, so that places are those of the text as it was written; digits of all
/// scripts as ASCII digits, letters as capitals, dashes and spaces of all kinds as - and space, what is invisible as <see cref="Nothing"/>.
/// </summary>
internal sealed class DetectionText
{
    public const char Nothing = '\0';

    private const char Other = '\u0001';
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly char[] Ascii = FillAscii();
    private static readonly char[] Basic = FillBasic();

    private char[] units = new char[512];
    private int length;

    public ReadOnlySpan<char> Units => units.AsSpan(0, length);

    /// <summary>False when there is no digit of any script in it: then there is no number either, and nothing was folded.</summary>
    public bool Read(ReadOnlySpan<char> text)
    {
        length = 0;
        if (!text.ContainsAny(Digits) && !HasOtherDigit(text))
            return false;
        if (units.Length < text.Length)
            units = new char[Math.Max(text.Length, units.Length * 2)];
        for (var i = 0; i < text.Length; i++)
            units[i] = text[i] < 128 ? Ascii[text[i]] : Basic[text[i]];
        length = text.Length;
        return true;
    }

    public static bool IsSeparator(char unit) => unit is ' ' or '-' or '.' or '/';

    /// <summary>A letter, a digit, or something that joins them to a longer name.</summary>
    public static bool IsWordLike(char unit) => char.IsAsciiDigit(unit) || char.IsAsciiLetterUpper(unit) || unit == '_';

    private static bool HasOtherDigit(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExceptInRange('\0', '\x7F'))
            return false;
        foreach (var c in text)
        {
            if (c > 127 && char.IsAsciiDigit(Basic[c]))
                return true;
        }
        return false;
    }

    private static char[] FillAscii()
    {
        var table = new char[128];
        for (var c = '\0'; c < 128; c++)
            table[c] = char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : c is '\t' ? ' ' : c is '\0' ? Other : c;
        return table;
    }

    private static char[] FillBasic()
    {
        var table = new char[0x10000];
        for (var value = 128; value < table.Length; value++)
            table[value] = char.IsSurrogate((char)value) ? Other : Of(new Rune(value));
        return table;
    }

    private static char Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        System.Globalization.UnicodeCategory.DashPunctuation => '-',
        System.Globalization.UnicodeCategory.SpaceSeparator => ' ',
        _ => Folding.Find(rune) switch
        {
            "" => Nothing,
            { Length: 1 } image when char.IsAsciiLetterOrDigit(image[0]) => char.ToUpperInvariant(image[0]),
            _ => Other,
        },
    };
}
