using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>A text whose mentions of requirements lead to them.</summary>
internal sealed class TextWithReferences(RenderContext context) : HtmlObjectRenderer<LiteralInline>
{
    protected override void Write(HtmlRenderer renderer, LiteralInline obj)
    {
        var text = obj.Content.ToString();
        var done = 0;
        foreach (Match mention in RequirementId.Mention().Matches(text))
        {
            if (obj.Parent is LinkInline || context.Requirement(mention.Value) is not { } target)
                continue;
            renderer.WriteEscape(text[done..mention.Index]).Write("<a href=\"").WriteEscape(target).Write("\">").WriteEscape(mention.Value).Write("</a>");
            done = mention.Index + mention.Length;
        }
        renderer.WriteEscape(text[done..]);
    }
}
