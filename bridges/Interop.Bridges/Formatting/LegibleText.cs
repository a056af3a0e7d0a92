using System.Text;
using System.Xml;

namespace Interop.Bridges.Formatting;

/// <summary>Text without what XML 1.0 forbids: one such character would end a whole XMPP stream. Replaced by U+FFFD, so that it shows that something stood there.</summary>
internal static class LegibleText
{
    public static string Clean(string text)
    {
        var first = FirstBad(text);
        if (first < 0)
            return text;
        var output = new StringBuilder(text.Length).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                output.Append(text[i]).Append(text[++i]);
            else
                output.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\ufffd');
        }
        return output.ToString();
    }

    private static int FirstBad(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else if (!XmlConvert.IsXmlChar(text[i]))
                return i;
        }
        return -1;
    }
}
