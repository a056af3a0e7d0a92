using Interop.Cli.Spec.Site.Markdown;
using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Spec.Site;

/// <summary>What stands around every page: head, bar, navigation, table of contents, foot.</summary>
internal static class PageFrame
{
    // Nothing but the site's own files is loaded, whatever a page may say.
    private const string Policy = "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file: data:; base-uri 'none'; form-action 'none'";

    public static Markup Around(SitePage page, SiteVersion site) => Markup.Of($"""
        <!doctype html>
        <html lang="en" data-version="{site.Version.Name}" data-root="{page.To("")}" data-page="{page.Address}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <meta name="color-scheme" content="light dark">
        <title>{(page.Address == "index.html" ? page.Title : $"{page.Title} · OCIP")}</title>
        <link rel="stylesheet" href="{page.To("assets/site.css")}">
        <script src="{page.To("assets/theme.js")}"></script>
        <script src="{page.To("../versions.js")}" defer></script>
        <script src="{page.To("assets/site.js")}" defer></script>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the text</a>
        {Bar(page, site)}
        {Banner(page, site)}
        <div class="frame{(page.IsWide ? " wide" : "")}">
        {Navigation(page, site)}
        <main id="content" tabindex="-1">
        {ShortContents(page)}
        {page.Body}
        {Neighbours(page)}
        </main>
        {Contents(page)}
        </div>
        <footer class="foot"><p>OCIP, {site.Version.Label.ToLowerInvariant()}. Apache-2.0. Requirements are cited by their ids, which are permanent.</p></footer>
        </body>
        </html>

        """);

    private static Markup Bar(SitePage page, SiteVersion site) => Markup.Of($"""
        <header class="bar">
        <button type="button" class="menu" aria-expanded="false" aria-controls="navigation" hidden>Menu</button>
        <a class="brand" href="{page.To("index.html")}"><b>OCIP</b> <span>Open Chat Interop Protocol</span></a>
        <div class="search" role="search" hidden>
        <input type="search" id="search" placeholder="Search" aria-label="Search the standard" role="combobox" aria-expanded="false" aria-controls="found" aria-autocomplete="list" autocomplete="off" spellcheck="false">
        <kbd aria-hidden="true">/</kbd>
        <div class="found-box" hidden><ul id="found" role="listbox" aria-label="Found"></ul><p class="found-none" role="status"></p></div>
        </div>
        <label class="version"><span class="unseen">Version</span><select id="site-versions" aria-label="Version"><option>{site.Version.Label}</option></select></label>
        <button type="button" class="theme" hidden aria-label="Colours: as the system has them">◐</button>
        </header>
        """);

    /// <summary>Who reads an old version is told so, and led to the same page of the newest one.</summary>
    private static Markup Banner(SitePage page, SiteVersion site)
    {
        var newest = Markup.Of($"""<a href="{page.To($"../{site.Newest}/{page.Address}")}">{new StandardVersion(site.Newest, site.Standard).Label.ToLowerInvariant()}</a>""");
        return (site.Version.IsDraft, site.Version.Name == site.Newest) switch
        {
            (true, true) => Status("draft", Markup.Of($"This is the draft of version 1: it may change until it is published. Ids of requirements are permanent already.")),
            (true, false) => Status("draft", Markup.Of($"This is a draft: it may change until it is published. The published one is {newest}.")),
            (false, true) => Status("", Markup.Empty),
            (false, false) => Status("old", Markup.Of($"This is an old version. The newest is {newest}.")),
        };
    }

    private static Markup Status(string kind, Markup words) =>
        Markup.Of($"""<section class="banner {kind}" id="banner" aria-label="Status of this version"{(words.IsEmpty ? Markup.Of($" hidden") : Markup.Empty)}>{words}</section>""");

    private static Markup Navigation(SitePage page, SiteVersion site) => Markup.Of($"""
        <nav class="navigation" id="navigation" aria-label="Pages">
        {site.Groups.Select(group => Markup.Of($"{(group.Title.Length > 0 ? Markup.Of($"<h2>{group.Title}</h2>") : Markup.Empty)}<ul>{group.Pages.Select(entry => NavigationEntry(page, entry))}</ul>"))}
        </nav>
        """);

    private static Markup NavigationEntry(SitePage page, (string Address, string Words) entry)
    {
        var isHere = entry.Address == page.Address || page.Address.StartsWith(Path.ChangeExtension(entry.Address, null) + "/", StringComparison.Ordinal);
        var number = Sources.Anchors.Number(entry.Words);
        var words = number.Length > 0 ? Markup.Of($"""<span class="number">{number}</span>{entry.Words[(number.Length + 1)..]}""") : Markup.Of($"{entry.Words}");
        return Markup.Of($"""<li><a href="{page.To(entry.Address)}"{(isHere ? Markup.Of($" aria-current=\"page\"") : Markup.Empty)}>{words}</a></li>""");
    }

    private static IReadOnlyList<PageHeading> Listed(SitePage page) => [.. page.Headings.Where(heading => heading.Level is 2 or 3)];

    private static Markup Contents(SitePage page) => Listed(page) is { Count: > 1 } listed
        ? Markup.Of($"""<aside class="contents" aria-label="On this page"><h2>On this page</h2><ul>{Entries(listed)}</ul></aside>""")
        : Markup.Of($"""<aside class="contents" aria-hidden="true"></aside>""");

    private static Markup ShortContents(SitePage page) => Listed(page) is { Count: > 1 } listed
        ? Markup.Of($"""<details class="short-contents"><summary>On this page</summary><ul>{Entries(listed)}</ul></details>""")
        : Markup.Empty;

    private static IEnumerable<Markup> Entries(IReadOnlyList<PageHeading> listed) =>
        listed.Select(heading => Markup.Of($"""<li class="level-{heading.Level}"><a href="#{heading.Anchor}">{heading.Text}</a></li>"""));

    private static Markup Neighbours(SitePage page) => page.Previous is null && page.Next is null
        ? Markup.Empty
        : Markup.Of($"""
            <nav class="neighbours" aria-label="Neighbouring pages">
            {(page.Previous is { } previous ? Markup.Of($"""<a rel="prev" href="{page.To(previous.Address)}"><span>Before</span>{previous.Title}</a>""") : Markup.Of($"<span></span>"))}
            {(page.Next is { } next ? Markup.Of($"""<a rel="next" href="{page.To(next.Address)}"><span>Next</span>{next.Title}</a>""") : Markup.Empty)}
            </nav>
            """);
}
