using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>A code block, lightly coloured.</summary>
internal sealed class HighlightedCode : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock obj) =>
        renderer.WriteLine(CodeView.Of(obj.Lines.ToString(), obj is FencedCodeBlock fenced ? fenced.Info ?? "" : "").Html);
}
