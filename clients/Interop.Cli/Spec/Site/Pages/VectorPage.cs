using Interop.Cli.Spec.Site.Markdown;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>The list of test vectors, whose files are beside it.</summary>
internal static class VectorPage
{
    public static SitePage Make(SiteVersion site)
    {
        var source = site.Standard.At("vectors", "README.md");
        var rendered = PageRenderer.Render(File.Exists(source) ? File.ReadAllText(source) : "# Test vectors\n", new RenderContext(site.Map, source, "vectors.html"));
        return new SitePage("vectors.html", "Test vectors", rendered.Html) { Headings = rendered.Headings, Search = rendered.Search };
    }
}
