using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>An address in angle brackets.</summary>
internal sealed class CheckedAutolink(RenderContext context) : HtmlObjectRenderer<AutolinkInline>
{
    protected override void Write(HtmlRenderer renderer, AutolinkInline obj)
    {
        if (!obj.IsEmail && context.Link(obj.Url) is { } target)
            renderer.Write("<a href=\"").WriteEscape(target).Write("\">").WriteEscape(obj.Url).Write("</a>");
        else
            renderer.WriteEscape(obj.Url);
    }
}
