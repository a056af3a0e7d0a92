using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>Replaces Markdig's renderers where the pages need more than plain HTML, or where Markdown could let HTML through.</summary>
internal static class SiteRenderers
{
    public static void Install(HtmlRenderer renderer, RenderContext context)
    {
        var all = renderer.ObjectRenderers;
        all.ReplaceOrAdd<HeadingRenderer>(new HeadingWithLink(context));
        all.ReplaceOrAdd<CodeBlockRenderer>(new HighlightedCode());
        all.ReplaceOrAdd<HtmlBlockRenderer>(new HtmlBlockAsText());
        all.ReplaceOrAdd<HtmlInlineRenderer>(new HtmlInlineAsText());
        all.ReplaceOrAdd<LinkInlineRenderer>(new CheckedLink(context));
        all.ReplaceOrAdd<AutolinkInlineRenderer>(new CheckedAutolink(context));
        all.ReplaceOrAdd<LiteralInlineRenderer>(new TextWithReferences(context));
        all.ReplaceOrAdd<HtmlTableRenderer>(new ScrollingTable());
        all.AddIfNotAlready(new SentenceRenderer());
        all.AddIfNotAlready(new SentenceEndRenderer());
        all.AddIfNotAlready(new ChipRenderer(context));
    }
}
