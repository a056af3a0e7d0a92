namespace Interop.Cli.Spec.Site.Markdown;

/// <param name="Html">Everything of the page.</param>
/// <param name="Headings">In order.</param>
/// <param name="Search">What can be found in it.</param>
internal sealed record RenderedPage(Markup Html, IReadOnlyList<PageHeading> Headings, IReadOnlyList<SearchEntry> Search)
{
    public string Title => Headings.Count > 0 ? Headings[0].Text : "";
}
