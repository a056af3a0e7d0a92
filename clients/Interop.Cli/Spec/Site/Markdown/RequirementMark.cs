using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>The id in brackets after a sentence.</summary>
internal sealed class RequirementMark(string id) : LeafInline
{
    public string Id => id;
}
