using System.Globalization;
using System.Text;

namespace Interop.Server.Export;

/// <summary>
/// What people wrote, in formats that do not allow every character (spec 08): one that a format does not allow is written \u{hex}, and so is a backslash
/// before u{ that somebody wrote. Nothing is lost, and nothing can be mistaken.
/// </summary>
internal static class EscapedText
{
    /// <summary>For XML 1.0, HTML and CSV: control characters other than tab and line end, unpaired surrogates and non-characters.</summary>
    public static string Of(string text) => NeedsNone(text) ? text : Escape(text, directions: false);

    /// <summary>For readers' eyes: characters that turn the direction of what follows, too.</summary>
    public static string Shown(string text) => Escape(text, directions: true);

    /// <summary>On one line.</summary>
    public static string Line(string text) => Shown(text).Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ');

    private static bool NeedsNone(string text)
    {
        foreach (var c in text)
        {
            if (c < ' ' && c is not ('\t' or '\n') || c is '\\' or (>= '\u007f' and <= '\u009f') or (>= '\ud800' and <= '\udfff') or '\ufffe' or '\uffff')
                return false;
        }
        return true;
    }

    private static string Escape(string text, bool directions)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var isRune = Rune.TryGetRuneAt(text, i, out var rune);
            var value = isRune ? rune.Value : text[i];
            if (!isRune || IsForbidden(value) || (directions && IsDirection(value)) || (value == '\\' && text.AsSpan(i + 1).StartsWith("u{")))
                result.Append(CultureInfo.InvariantCulture, $"\\u{{{value:X4}}}");
            else
                result.Append(text, i, rune.Utf16SequenceLength);
            i += isRune ? rune.Utf16SequenceLength - 1 : 0;
        }
        return result.ToString();
    }

    // A carriage return is allowed, but readers of XML turn it into a line feed: it is written so that it is not lost.
    private static bool IsForbidden(int value) =>
        (value < 0x20 && value is not ('\t' or '\n')) || value is (>= 0x7f and <= 0x9f) || (value & 0xfffe) == 0xfffe || value is (>= 0xfdd0 and <= 0xfdef);

    private static bool IsDirection(int value) => value is (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069);
}
