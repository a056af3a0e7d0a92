using Interop.Cli.Spec.Sources;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>A heading with its permanent anchor, the anchor of its words beside it, and a link to copy.</summary>
internal sealed class HeadingWithLink(RenderContext context) : HtmlObjectRenderer<HeadingBlock>
{
    protected override void Write(HtmlRenderer renderer, HeadingBlock obj)
    {
        var text = PlainText.Of(obj.Inline);
        var anchor = context.Anchor(text);
        var slug = Anchors.Slug(text);
        renderer.Write($"<h{obj.Level} id=\"").WriteEscape(anchor).Write("\">");
        // An address with the words of the heading is what Markdown viewers give; it works here too.
        if (!anchor.EndsWith(slug, StringComparison.Ordinal) && anchor == Anchors.Permanent(text))
            renderer.Write("<span class=\"anchor\" id=\"").WriteEscape(slug).Write("\"></span>");
        renderer.WriteLeafInline(obj);
        renderer.Write(" <a class=\"copy\" href=\"#").WriteEscape(anchor).Write("\" aria-label=\"Link to this section: ").WriteEscape(text).Write("\">#</a>");
        renderer.WriteLine($"</h{obj.Level}>");
    }
}
