using System.Text;

namespace Interop.Protocol.Content;

/// <summary>
/// Which characters text may have (spec 04): everything but control characters other than line feed and tab, unpaired surrogates, and
/// U+FFFE and U+FFFF, which XML cannot carry.
/// </summary>
public static class TextRules
{
    /// <summary>Index of the first character that text may not have, or -1.</summary>
    public static int IndexOfRefused(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f')
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }
            if ((char.IsControl(c) && c is not ('\n' or '\t')) || char.IsSurrogate(c) || c >= '\ufffe')
                return i;
        }
        return -1;
    }

    /// <summary>
    /// Text from a network whose rules are laxer, made fit: CR LF and CR become LF; every other refused character becomes U+FFFD. Whoever
    /// uses it says so in the event's fidelity notes when the result differs.
    /// </summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IndexOfRefused(text) < 0)
            return text;
        var clean = new StringBuilder(text.Length);
        var rest = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').AsSpan();
        for (var at = IndexOfRefused(rest); at >= 0; at = IndexOfRefused(rest))
        {
            clean.Append(rest[..at]).Append('\ufffd');
            rest = rest[(at + 1)..];
        }
        return clean.Append(rest).ToString();
    }
}
