using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Syntax;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>Makes HTML of a Markdown file of the standard.</summary>
internal static class PageRenderer
{
    private static readonly MarkdownPipeline Pipeline = MakePipeline();

    /// <param name="text">Markdown.</param>
    /// <param name="context">Where it stands, and what it may refer to.</param>
    public static RenderedPage Render(string text, RenderContext context)
    {
        var document = Markdig.Markdown.Parse(text, Pipeline);
        foreach (var leaf in document.Descendants<LeafBlock>().Where(leaf => leaf.Inline is not null))
            SentenceWrapping.Wrap(leaf.Inline!);
        var html = Write(document, context);
        return new RenderedPage(html, Headings(document, context), SearchText.Of(document, context));
    }

    /// <summary>A sentence without a paragraph around it.</summary>
    public static Markup Inline(string text, RenderContext context)
    {
        var document = Markdig.Markdown.Parse(text, Pipeline);
        var html = Write(document, context).Html.Trim();
        return Markup.Rendered(html.StartsWith("<p>", StringComparison.Ordinal) && html.EndsWith("</p>", StringComparison.Ordinal) ? html[3..^4] : html);
    }

    private static Markup Write(MarkdownDocument document, RenderContext context)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        SiteRenderers.Install(renderer, context);
        renderer.Render(document);
        return Markup.Rendered(writer.ToString());
    }

    private static IReadOnlyList<PageHeading> Headings(MarkdownDocument document, RenderContext context) =>
        [.. document.Descendants<HeadingBlock>().Select(heading => new PageHeading(heading.Level, PlainText.Of(heading.Inline), context.Anchor(PlainText.Of(heading.Inline))))];

    private static MarkdownPipeline MakePipeline()
    {
        var builder = new MarkdownPipelineBuilder().UsePipeTables(new PipeTableOptions { UseHeaderForColumnCount = true });
        builder.InlineParsers.InsertBefore<LinkInlineParser>(new RequirementMarkParser());
        return builder.Build();
    }
}
