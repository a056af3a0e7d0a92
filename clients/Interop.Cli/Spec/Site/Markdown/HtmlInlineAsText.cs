using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>HTML within a sentence is shown as the text that it is; comments are left out.</summary>
internal sealed class HtmlInlineAsText : HtmlObjectRenderer<HtmlInline>
{
    protected override void Write(HtmlRenderer renderer, HtmlInline obj)
    {
        if (!obj.Tag.StartsWith("<!--", StringComparison.Ordinal))
            renderer.WriteEscape(obj.Tag);
    }
}
