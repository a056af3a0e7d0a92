using Interop.Cli.Spec.Sources;
using Xunit;

namespace Interop.Cli.Tests.Spec.Site;

/// <summary>Every page of this checkout's site, read as a browser reads it.</summary>
public sealed class WholeSiteTests(WholeSite whole) : IClassFixture<WholeSite>
{
    private readonly BuiltSite site = whole.Site;

    [Fact]
    public void Links_LeadToAPageAndAPlaceInIt()
    {
        var pages = site.Pages.ToDictionary(page => page, page => site.Page(page), StringComparer.Ordinal);
        var ids = pages.ToDictionary(page => page.Key, page => page.Value.All.Select(e => e.Id).OfType<string>().ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var broken =
            from page in pages
            from link in page.Value.QuerySelectorAll("a[href]")
            let target = link.GetAttribute("href")!
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal) && !Leads(page.Key, target, ids)
            select $"{page.Key}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Ids_AreUniqueInTheirPage() => Assert.Empty(
        from page in site.Pages
        from same in site.Page(page).All.Where(e => !string.IsNullOrEmpty(e.Id)).GroupBy(e => e.Id)
        where same.Count() > 1
        select $"{page}: {same.Key}");

    [Fact]
    public void Pages_LoadNothingButTheirOwnFiles()
    {
        foreach (var page in site.Pages.Where(page => page.Contains('/', StringComparison.Ordinal)))
        {
            var document = site.Page(page);
            var loaded = document.QuerySelectorAll("script, link, img, iframe, object, embed, source, video, audio").Select(e => e.GetAttribute("src") ?? e.GetAttribute("href")).ToList();
            Assert.All(loaded, file => Assert.True(file is not null && File.Exists(Path.Combine(site.Folder, Path.GetDirectoryName(page)!, file)), $"{page} loads {file}"));
            Assert.DoesNotContain(document.QuerySelectorAll("script"), script => script.TextContent.Length > 0);
            Assert.Empty(document.QuerySelectorAll("style, [style]"));
            Assert.Contains("default-src 'none'", document.QuerySelector("meta[http-equiv=Content-Security-Policy]")?.GetAttribute("content"), StringComparison.Ordinal);
        }
        foreach (var file in Directory.GetFiles(Path.Combine(site.Folder, "draft", "assets"), "site.*").Select(File.ReadAllText))
        {
            Assert.DoesNotContain("://", file, StringComparison.Ordinal);
            Assert.DoesNotContain("import ", file, StringComparison.Ordinal);
            Assert.DoesNotContain("fetch(", file, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pages_HaveTheirLandmarks()
    {
        foreach (var page in site.Pages.Where(page => page.Contains('/', StringComparison.Ordinal)))
        {
            var document = site.Page(page);
            Assert.True(document.QuerySelector("body > a.skip")?.GetAttribute("href") == "#content" && document.QuerySelectorAll("main#content").Length == 1, $"{page}: skip link and main");
            Assert.True(document.QuerySelectorAll("header, footer, nav[aria-label=Pages]").Length == 3, $"{page}: header, footer, navigation");
            Assert.True(document.QuerySelectorAll("h1").Length == (page == "draft/all.html" ? document.QuerySelectorAll(".chapter").Length : 1), $"{page}: headings of the first level");
            Assert.True(document.QuerySelectorAll("main :is(h2, h3, h4)").All(h => h.TextContent.Trim().Length > 0), $"{page}: empty heading");
            Assert.All(document.QuerySelectorAll("nav, aside:not([aria-hidden]), .table"), e => Assert.False(string.IsNullOrEmpty(e.GetAttribute("aria-label")), $"{page}: {e.LocalName} without a name"));
            Assert.All(document.QuerySelectorAll("input, select"), e => Assert.True(e.HasAttribute("aria-label") || e.Closest("label") is not null, $"{page}: {e.OuterHtml}"));
            Assert.Equal("en", document.DocumentElement.GetAttribute("lang"));
        }
    }

    [Fact]
    public void Requirements_AllStandInTheirChapterWithTheirSentence_AndInTheTable()
    {
        var standard = StandardFolder.Of(Repository.Root);
        var chapters = standard.Pages.ToDictionary(page => page.Name, page => site.Page($"draft/{Interop.Cli.Spec.Site.SiteMap.ChapterAddress(page)}"), StringComparer.Ordinal);
        var table = site.Page("draft/requirements.html");
        var all = site.Page("draft/all.html");
        foreach (var row in standard.Requirements)
        {
            var sentence = chapters[row.Page].GetElementById(row.Id);
            Assert.True(sentence is not null, $"{row.Id} has no place in {row.Page}");
            // Letters and digits only: marks of Markdown and the chip are no words.
            var wanted = Letters(Interop.Cli.Spec.Site.Markdown.PlainText.OfMarkdown(row.Text)) + Letters(row.Id);
            Assert.True(Letters(sentence.TextContent) == wanted, $"{row.Id} marks '{sentence.TextContent}', not '{row.Text}'");
            Assert.NotNull(all.GetElementById(row.Id));
            var card = chapters[row.Page].GetElementById("card-" + row.Id)!.TextContent;
            Assert.All([row.Actor, row.Profile, row.Since], word => Assert.Contains(word, card, StringComparison.Ordinal));
            Assert.Contains(row.IsTested ? row.Tests.First().Split('.')[1] : row.UntestedBecause, card, StringComparison.Ordinal);
            Assert.NotNull(table.GetElementById("row-" + row.Id));
        }
    }

    [Fact]
    public void SearchIndex_HasHeadingsRequirementsAndTexts()
    {
        var index = site.Text("draft/assets/search-index.js");
        Assert.StartsWith("ocipSearchIndex([[", index, StringComparison.Ordinal);
        Assert.Contains("[\"h\",\"05-rooms.html#section-5.1\",\"5.1 Order\"", index, StringComparison.Ordinal);
        Assert.Contains("[\"r\",\"05-rooms.html#ROM-5.3\",\"ROM-5.3\",\"A refused event MUST NOT get a hub entry.\"", index, StringComparison.Ordinal);
        Assert.Empty(StandardFolder.Of(Repository.Root).Requirements.Where(r => !index.Contains($"#{r.Id}\",\"{r.Id}\"", StringComparison.Ordinal)).Select(r => r.Id));
        Assert.Contains("[\"t\",\"glossary.html#glossary\"", index, StringComparison.Ordinal);
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static bool Leads(string page, string target, Dictionary<string, HashSet<string>> ids)
    {
        target = target.StartsWith('?') ? "" : target;
        var (file, anchor) = target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (target[..at], Uri.UnescapeDataString(target[(at + 1)..])) : (target, "");
        var path = file.Length == 0 ? page : Path.GetRelativePath("/site", Path.GetFullPath(Path.Combine("/site", Path.GetDirectoryName(page)!, file)));
        return ids.TryGetValue(path, out var there) ? anchor.Length == 0 || there.Contains(anchor) : path.Contains("/files/", StringComparison.Ordinal);
    }
}
