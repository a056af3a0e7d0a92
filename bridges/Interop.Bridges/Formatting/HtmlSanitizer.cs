using System.Text;
using AngleSharp.Dom;
using Interop.Protocol.Content;

namespace Interop.Bridges.Formatting;

/// <summary>The one place where HTML becomes safe, in both directions: rebuilt from an allow-list, never patched.</summary>
internal static class HtmlSanitizer
{
    /// <summary>The allowed part of it.</summary>
    /// <param name="html">Anybody's HTML.</param>
    /// <returns>Html: null when nothing but plain lines is left. Lost: something that people would have seen was left out.</returns>
    public static (string? Html, bool Lost) Clean(string html)
    {
        var cleaning = new Cleaning(new StringBuilder(html.Length));
        foreach (var node in HtmlSource.Parse(html))
            Write(node, cleaning, 0);
        return (cleaning.Formatted ? TextRules.Clean(cleaning.Output.ToString()) : null, cleaning.Lost);
    }

    private static void Write(INode node, Cleaning cleaning, int depth)
    {
        var output = cleaning.Output;
        if (node is IText text)
        {
            output.Append(HtmlText.Escape(text.Data));
            return;
        }
        if (node is not IElement element)
            return;
        var name = element.LocalName;
        if (depth >= AllowedHtml.DepthMax || AllowedHtml.Dropped.Contains(name))
        {
            // A quotation of what is answered is carried by the relation.
            cleaning.Lost |= name != "mx-reply";
            return;
        }
        if (name == "img")
        {
            // Pictures are media: their alternative text is what a message can carry.
            cleaning.Lost = true;
            output.Append(HtmlText.Escape(element.GetAttribute("alt") ?? ""));
            return;
        }
        var known = AllowedHtml.Elements.Contains(name);
        cleaning.Lost |= !known;
        if (known)
        {
            cleaning.Formatted |= name is not ("p" or "br" or "div" or "span") || element.Attributes.Any(a => AllowedHtml.Attribute(name, a.Name, a.Value) is not null);
            output.Append('<').Append(name);
            foreach (var attribute in element.Attributes)
            {
                if (AllowedHtml.Attribute(name, attribute.Name, attribute.Value) is not { } value)
                    cleaning.Lost |= attribute.Name is "href" or "style" or "color";
                else
                    output.Append(' ').Append(attribute.Name).Append("=\"").Append(HtmlText.Escape(value)).Append('"');
            }
            output.Append('>');
            if (AllowedHtml.Void.Contains(name))
                return;
        }
        foreach (var child in node.ChildNodes)
            Write(child, cleaning, depth + 1);
        if (known)
            output.Append("</").Append(name).Append('>');
    }

    private sealed class Cleaning(StringBuilder output)
    {
        public StringBuilder Output { get; } = output;

        public bool Formatted { get; set; }

        public bool Lost { get; set; }
    }
}
