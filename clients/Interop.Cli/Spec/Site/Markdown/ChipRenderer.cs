using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>The chip after a requirement.</summary>
internal sealed class ChipRenderer(RenderContext context) : HtmlObjectRenderer<RequirementMark>
{
    protected override void Write(HtmlRenderer renderer, RequirementMark obj) => renderer.Write(context.Map.Cards.Chip(obj.Id).Html);
}
