using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Interop.Protocol.Content;

namespace Interop.Bridges.Formatting;

/// <summary>
/// Turns HTML into lines of text: plain, or with message styling (XEP-0393: *strong*, _emphasis_, ~strike~, `code`, fences, quotes). Says what could not be shown.
/// </summary>
internal sealed class HtmlToText
{
    private readonly bool styled;
    private readonly SortedSet<string> lost = new(StringComparer.Ordinal);

    private HtmlToText(bool styled) => this.styled = styled;

    /// <param name="html">HTML, sanitised or not.</param>
    /// <param name="styled">True for message styling.</param>
    /// <param name="lost">What the text does not show, one plain sentence each.</param>
    public static string Convert(string html, bool styled, out IReadOnlyList<string> lost)
    {
        var converter = new HtmlToText(styled);
        var lines = converter.Block(HtmlSource.Parse(html), 0);
        lost = [.. converter.lost];
        return TextRules.Clean(string.Join('\n', lines).Trim('\n'));
    }

    /// <summary>The lines of a run of nodes: text flows together, block elements begin lines of their own.</summary>
    private List<string> Block(IEnumerable<INode> nodes, int depth)
    {
        var lines = new List<string>();
        var inline = new StringBuilder();
        if (depth > AllowedHtml.DepthMax)
            return lines;
        foreach (var node in nodes)
        {
            if (node is IElement element && AllowedHtml.Blocks.Contains(element.LocalName))
            {
                Flush(inline, lines);
                lines.AddRange(BlockElement(element, depth));
            }
            else
            {
                inline.Append(Inline(node, depth));
            }
        }
        Flush(inline, lines);
        return lines;
    }

    private IEnumerable<string> BlockElement(IElement element, int depth)
    {
        switch (element.LocalName)
        {
            case "pre":
                var code = element.TextContent.TrimEnd('\n').Split('\n');
                return styled ? ["```", .. code, "```"] : code;
            case "blockquote":
                return Block(element.ChildNodes, depth + 1).Select(line => "> " + line);
            case "ul":
                return Items(element, depth, _ => "- ");
            case "ol":
                var start = int.TryParse(element.GetAttribute("start"), out var first) ? first : 1;
                return Items(element, depth, i => (start + i).ToString(CultureInfo.InvariantCulture) + ". ");
            case "hr":
                return ["———"];
            case "tr":
                lost.Add("Table layout was not carried.");
                return [string.Join(" | ", element.Children.Select(cell => string.Join(' ', Block(cell.ChildNodes, depth + 1))))];
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                lost.Add("Headings were not carried.");
                return Block(element.ChildNodes, depth + 1).Select(line => styled ? Wrap(line, '*') : line);
            case "details":
                lost.Add("Folded text is shown unfolded.");
                return Block(element.ChildNodes, depth + 1);
            default:
                return Block(element.ChildNodes, depth + 1);
        }
    }

    private IEnumerable<string> Items(IElement list, int depth, Func<int, string> bullet)
    {
        var i = 0;
        foreach (var item in list.Children.Where(c => c.LocalName == "li"))
        {
            var mark = bullet(i++);
            var indent = new string(' ', mark.Length);
            foreach (var (line, n) in Block(item.ChildNodes, depth + 1).Select((line, n) => (line, n)))
                yield return (n == 0 ? mark : indent) + line;
        }
    }

    private string Inline(INode node, int depth)
    {
        if (node is IText text)
            return string.Join(' ', text.Data.Split(['\n', '\t', '\r']));
        if (node is not IElement element || AllowedHtml.Dropped.Contains(element.LocalName))
            return "";
        switch (element.LocalName)
        {
            case "br":
                return "\n";
            case "img":
                return element.GetAttribute("alt") ?? "";
            case "code":
                return Span(element.TextContent, '`', "Code marks were not carried.");
            case "b" or "strong":
                return Span(Children(element, depth), '*', "Bold was not carried.");
            case "i" or "em":
                return Span(Children(element, depth), '_', "Emphasis was not carried.");
            case "del" or "s" or "strike":
                return Span(Children(element, depth), '~', "Strike-through was not carried.");
            case "u":
                lost.Add("Underline was not carried.");
                return Children(element, depth);
            case "sup" or "sub":
                lost.Add("Raised or lowered text was not carried.");
                return Children(element, depth);
            case "span" when element.HasAttribute("data-mx-spoiler"):
                lost.Add("Hidden text (spoiler) is shown.");
                return Children(element, depth);
            case "span" when element.HasAttribute("data-mx-color") || element.HasAttribute("data-mx-bg-color"):
                lost.Add("Colour was not carried.");
                return Children(element, depth);
            case "a":
                var shown = Children(element, depth);
                var link = AllowedHtml.Attribute("a", "href", element.GetAttribute("href") ?? "");
                return link is null || link == shown || link == "mailto:" + shown ? shown : $"{shown} ({link})";
            default:
                return depth > AllowedHtml.DepthMax ? "" : string.Concat(Block(element.ChildNodes, depth + 1).Select((line, i) => i == 0 ? line : "\n" + line));
        }
    }

    private string Children(IElement element, int depth) =>
        depth > AllowedHtml.DepthMax ? "" : string.Concat(element.ChildNodes.Select(child => Inline(child, depth + 1)));

    private string Span(string text, char mark, string note)
    {
        if (!styled)
        {
            lost.Add(note);
            return text;
        }
        return string.Join('\n', text.Split('\n').Select(line => Wrap(line, mark)));
    }

    /// <summary>A span may not begin or end with white space: that stays outside.</summary>
    private static string Wrap(string line, char mark)
    {
        var core = line.Trim();
        if (core.Length == 0)
            return line;
        var start = line.IndexOf(core, StringComparison.Ordinal);
        return $"{line[..start]}{mark}{core}{mark}{line[(start + core.Length)..]}";
    }

    private static void Flush(StringBuilder inline, List<string> lines)
    {
        var text = inline.ToString();
        inline.Clear();
        if (text.Trim(' ').Length > 0)
            lines.AddRange(text.Trim(' ').Split('\n').Select(line => line.Trim(' ')));
    }
}
