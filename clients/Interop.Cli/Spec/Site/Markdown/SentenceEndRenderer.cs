using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>Keeps the chip beside the last word.</summary>
internal sealed class SentenceEndRenderer : HtmlObjectRenderer<SentenceEnd>
{
    protected override void Write(HtmlRenderer renderer, SentenceEnd obj)
    {
        renderer.Write("<span class=\"end\">");
        renderer.WriteChildren(obj);
        renderer.Write("</span>");
    }
}
