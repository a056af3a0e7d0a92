using Markdig.Syntax.Inlines;

namespace Interop.Cli.Spec.Site.Markdown;

/// <summary>The sentence that an id belongs to.</summary>
internal sealed class RequirementSentence(string id) : ContainerInline
{
    public string Id => id;
}
