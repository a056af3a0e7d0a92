using Interop.Cli.Spec.Site.Markdown;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>A page for each chapter, registry and the index; and all of them on one.</summary>
internal static class ChapterPages
{
    public static IEnumerable<SitePage> Make(SiteVersion site)
    {
        var chapters = InOrder(site.Standard).Select(page => One(site, page)).ToList();
        for (var i = 0; i < chapters.Count; i++)
            yield return chapters[i] with { Previous = i > 0 ? chapters[i - 1] : null, Next = i + 1 < chapters.Count ? chapters[i + 1] : null };
    }

    /// <summary>Without entries for the search, which leads to the chapters.</summary>
    public static SitePage All(SiteVersion site)
    {
        var chapters = InOrder(site.Standard).Select(page => (Page: page, Rendered: PageRenderer.Render(page.Text, new RenderContext(site.Map, page.File, "all.html", SiteMap.PrefixOf(page.File))))).ToList();
        return new SitePage("all.html", "All on one page", Markup.Of($"""
            {chapters.Select(c => Markup.Of($"""<section class="chapter" id="{SiteMap.ChapterId(c.Page.File)}">{c.Rendered.Html}</section>"""))}
            {site.Map.Cards.Cards(chapters.SelectMany(c => Ids(c.Page)), to => to)}
            """))
        {
            // Chapters alone: the sections of all of them would be longer than a screen.
            Headings = [.. chapters.Select(c => c.Rendered.Headings[0] with { Level = 2 })],
        };
    }

    private static SitePage One(SiteVersion site, SpecPage page)
    {
        var address = SiteMap.ChapterAddress(page);
        var rendered = PageRenderer.Render(page.Text, new RenderContext(site.Map, page.File, address));
        return new SitePage(address, rendered.Title, Markup.Of($"{rendered.Html}{site.Map.Cards.Cards(Ids(page), to => SiteMap.Relative(address, to))}"))
        {
            Headings = rendered.Headings, Search = rendered.Search,
        };
    }

    private static IEnumerable<SpecPage> InOrder(StandardFolder standard) =>
        standard.Pages.OrderBy(page => page.Name == "README.md" ? -1 : page.Number ?? int.MaxValue).ThenBy(page => page.Name, StringComparer.Ordinal);

    private static IEnumerable<string> Ids(SpecPage page) => page.Sentences().Where(s => s.Id is not null).Select(s => s.Id!);
}
