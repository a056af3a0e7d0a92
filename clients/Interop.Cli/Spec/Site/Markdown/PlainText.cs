using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>The words of inline Markdown, without its marks.</summary>
internal static class PlainText
{
    public static string Of(ContainerInline? container)
    {
        var text = new StringBuilder();
        if (container is not null)
            Append(text, container);
        return text.ToString().Trim();
    }

    /// <summary>The words of a Markdown text.</summary>
    public static string OfMarkdown(string text) =>
        string.Join(' ', Markdig.Markdown.Parse(text).Descendants<LeafBlock>().Select(leaf => Of(leaf.Inline)));

    private static void Append(StringBuilder text, ContainerInline container)
    {
        foreach (var inline in container)
        {
            if (inline is LiteralInline literal)
                text.Append(literal.Content.AsSpan());
            else if (inline is CodeInline code)
                text.Append(code.Content);
            else if (inline is LineBreakInline)
                text.Append(' ');
            else if (inline is HtmlEntityInline entity)
                text.Append(entity.Transcoded.AsSpan());
            else if (inline is ContainerInline inner)
                Append(text, inner);
        }
    }
}
