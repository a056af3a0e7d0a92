using System.Text;

namespace Interop.Bridges.Formatting;

/// <summary>Reads message styling (XEP-0393) and makes HTML of it. Text that only looks like styling stays text: in doubt nothing is styled.</summary>
internal static class StylingToHtml
{
    private const int QuoteDepthMax = 16;

    /// <summary>HTML, or null when nothing in the text is styled.</summary>
    public static string? Convert(string text)
    {
        var output = new StringBuilder();
        var styled = Blocks(text.Split('\n'), output, 0);
        return styled ? output.ToString() : null;
    }

    private static bool Blocks(string[] lines, StringBuilder output, int depth)
    {
        var styled = false;
        var plain = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                var end = Array.FindIndex(lines, i + 1, line => line.Trim() == "```");
                var last = end < 0 ? lines.Length : end;
                output.Append("<pre><code>").Append(HtmlText.Escape(string.Join('\n', lines[(i + 1)..last]))).Append("</code></pre>");
                i = last;
                plain = 0;
                styled = true;
            }
            else if (lines[i].StartsWith('>') && depth < QuoteDepthMax)
            {
                var last = i;
                while (last < lines.Length && lines[last].StartsWith('>'))
                    last++;
                output.Append("<blockquote>");
                Blocks([.. lines[i..last].Select(line => line[1..].TrimStart(' '))], output, depth + 1);
                output.Append("</blockquote>");
                i = last - 1;
                plain = 0;
                styled = true;
            }
            else
            {
                if (plain++ > 0)
                    output.Append("<br>");
                styled |= Spans(lines[i], output);
            }
        }
        return styled;
    }

    private static bool Spans(string line, StringBuilder output)
    {
        var styled = false;
        var literal = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var end = OpensAt(line, i) ? line.IndexOf(line[i], i + 1) : -1;
            if (end <= i + 1 || char.IsWhiteSpace(line[end - 1]))
                continue;
            output.Append(HtmlText.Escape(line[literal..i]));
            var inner = line[(i + 1)..end];
            var element = line[i] switch { '*' => "strong", '_' => "em", '~' => "del", _ => "code" };
            output.Append('<').Append(element).Append('>');
            if (element == "code")
                output.Append(HtmlText.Escape(inner));
            else
                Spans(inner, output);
            output.Append("</").Append(element).Append('>');
            styled = true;
            i = end;
            literal = end + 1;
        }
        output.Append(HtmlText.Escape(line[literal..]));
        return styled;
    }

    /// <summary>An opening mark stands at the start, after white space or after another opening mark, and before something that is not white space.</summary>
    private static bool OpensAt(string line, int i) =>
        line[i] is '*' or '_' or '~' or '`'
        && i + 1 < line.Length && !char.IsWhiteSpace(line[i + 1])
        && (i == 0 || char.IsWhiteSpace(line[i - 1]) || line[i - 1] is '*' or '_' or '~' or '`');
}
