using System.Text;
using AngleSharp.Dom;
using Interop.Protocol.Content;

namespace Interop.Bridges.Formatting;

/// <summary>The one place where HTML becomes safe, in both directions: rebuilt from an allow-list, never patched.</summary>
internal static class HtmlSanitizer
{
    /// <summary>The allowed part of it, or null when nothing but plain lines is left.</summary>
    public static string? Clean(string html)
    {
        var output = new StringBuilder(html.Length);
        var formatted = false;
        foreach (var node in HtmlSource.Parse(html))
            Write(node, output, 0, ref formatted);
        return formatted ? TextRules.Clean(output.ToString()) : null;
    }

    private static void Write(INode node, StringBuilder output, int depth, ref bool formatted)
    {
        if (node is IText text)
        {
            output.Append(HtmlText.Escape(text.Data));
            return;
        }
        if (node is not IElement element || depth >= AllowedHtml.DepthMax)
            return;
        var name = element.LocalName;
        if (AllowedHtml.Dropped.Contains(name))
            return;
        if (name == "img")
        {
            // Pictures are media: their alternative text is what a message can carry.
            output.Append(HtmlText.Escape(element.GetAttribute("alt") ?? ""));
            return;
        }
        var known = AllowedHtml.Elements.Contains(name);
        if (known)
        {
            formatted |= name is not ("p" or "br" or "div" or "span") || element.Attributes.Any(a => AllowedHtml.Attribute(name, a.Name, a.Value) is not null);
            output.Append('<').Append(name);
            foreach (var attribute in element.Attributes)
            {
                if (AllowedHtml.Attribute(name, attribute.Name, attribute.Value) is { } value)
                    output.Append(' ').Append(attribute.Name).Append("=\"").Append(HtmlText.Escape(value)).Append('"');
            }
            output.Append('>');
            if (AllowedHtml.Void.Contains(name))
                return;
        }
        foreach (var child in node.ChildNodes)
            Write(child, output, depth + 1, ref formatted);
        if (known)
            output.Append("</").Append(name).Append('>');
    }
}
