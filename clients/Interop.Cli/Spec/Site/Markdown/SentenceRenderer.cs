using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>The sentence of a requirement: its id is the anchor.</summary>
internal sealed class SentenceRenderer : HtmlObjectRenderer<RequirementSentence>
{
    protected override void Write(HtmlRenderer renderer, RequirementSentence obj)
    {
        renderer.Write("<span class=\"requirement\" id=\"").WriteEscape(obj.Id).Write("\">");
        renderer.WriteChildren(obj);
        renderer.Write("</span>");
    }
}
