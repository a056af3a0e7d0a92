using System.Text;
using System.Xml;

namespace Interop.Bridges.Xmpp.Xml;

/// <summary>Text that XML 1.0 can carry.</summary>
internal static class XmlText
{
    private const char Replacement = '\uFFFD';

    /// <summary>True when every character may stand in XML and every surrogate has its partner.</summary>
    public static bool IsClean(string text) => IndexOfFirstBad(text) < 0;

    /// <summary>The text with what XML forbids replaced by U+FFFD and line ends as XML reads them back.</summary>
    public static string Clean(string text)
    {
        if (IsClean(text) && !text.Contains('\r', StringComparison.Ordinal))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r')
            {
                if (i + 1 >= text.Length || text[i + 1] != '\n')
                    clean.Append('\n');
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                clean.Append(c).Append(text[++i]);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(c) ? c : Replacement);
            }
        }
        return clean.ToString();
    }

    private static int IndexOfFirstBad(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // IsXmlChar is false for every surrogate: a pair is good, one alone is not.
            if (XmlConvert.IsXmlChar(text[i]))
                continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else
                return i;
        }
        return -1;
    }
}
