using Interop.Cli.Spec.Site.Markdown;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>Why it is as it is: a list, and a page for each decision.</summary>
internal static class DecisionPages
{
    public static IEnumerable<SitePage> Make(SiteVersion site)
    {
        var pages = site.Standard.Decisions.Select(decision =>
        {
            var address = site.Map.AddressOf(decision.File)!;
            var rendered = PageRenderer.Render(decision.Text, new RenderContext(site.Map, decision.File, address));
            return new SitePage(address, rendered.Title, rendered.Html) { Headings = rendered.Headings, Search = rendered.Search };
        }).ToList();
        yield return new SitePage("decisions.html", "Decisions", Markup.Of($"""
            <h1>Decisions</h1>
            <p>The question, the choice, and what was given up. Decisions explain; they demand nothing.</p>
            <ul class="list">{pages.Select(page => Markup.Of($"""<li><a href="{page.Address}">{page.Title}</a></li>"""))}</ul>
            """));
        for (var i = 0; i < pages.Count; i++)
            yield return pages[i] with { Previous = i > 0 ? pages[i - 1] : null, Next = i + 1 < pages.Count ? pages[i + 1] : null };
    }
}
