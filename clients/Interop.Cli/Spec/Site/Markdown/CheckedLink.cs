using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>A link to a page of the site or to the web; any other is only its words. Pictures are links to themselves.</summary>
internal sealed class CheckedLink(RenderContext context) : HtmlObjectRenderer<LinkInline>
{
    protected override void Write(HtmlRenderer renderer, LinkInline obj)
    {
        if (context.Link(obj.GetDynamicUrl?.Invoke() ?? obj.Url ?? "") is not { } target)
        {
            renderer.WriteChildren(obj);
            return;
        }
        renderer.Write("<a href=\"").WriteEscape(target).Write("\">");
        renderer.WriteChildren(obj);
        renderer.Write("</a>");
    }
}
