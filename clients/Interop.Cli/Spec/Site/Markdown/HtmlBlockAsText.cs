using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>HTML in a page is shown as the text that it is; comments, which mark generated parts, are left out.</summary>
internal sealed class HtmlBlockAsText : HtmlObjectRenderer<HtmlBlock>
{
    protected override void Write(HtmlRenderer renderer, HtmlBlock obj)
    {
        if (obj.Type != HtmlBlockType.Comment)
            renderer.Write("<p>").WriteEscape(obj.Lines.ToString()).WriteLine("</p>");
    }
}
