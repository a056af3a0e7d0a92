using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Spec.Site;

/// <summary>
/// Writes the site: a folder for each version, and beside them index.html, which leads to the newest, and versions.js, which tells pages of
/// old versions what came after them.
/// </summary>
internal sealed class SiteBuild(VersionCatalog catalog, string folder)
{
    /// <summary>Writes one version anew; versions beside it stay as they are.</summary>
    /// <returns>How many pages it has.</returns>
    public int Write(string name)
    {
        var version = catalog.Get(name);
        var site = SiteVersion.Of(version, catalog.Published.Count > 0 ? catalog.Published[0] : StandardVersion.Draft);
        var home = Path.Combine(folder, name);
        if (Directory.Exists(home))
            Directory.Delete(home, recursive: true);
        var pages = Pages(site).ToList();
        foreach (var page in pages)
            Put(Path.Combine(home, page.Address), PageFrame.Around(page, site).Html);
        SiteFiles.Write(site, pages, home);
        VersionList.Write(folder);
        return pages.Count;
    }

    private IEnumerable<SitePage> Pages(SiteVersion site) =>
    [
        .. ChapterPagesOf(site), Site.Pages.RequirementPage.Make(site), .. Site.Pages.ApiPage.Make(site), .. Site.Pages.SchemaPages.Make(site), Site.Pages.ExamplePage.Make(site), Site.Pages.VectorPage.Make(site),
        .. Site.Pages.DecisionPages.Make(site), .. Site.Pages.ChangePages.Make(site, [.. catalog.Before(site.Version)]), .. site.Standard.Tests.Count > 0 ? Site.Pages.TestPages.Make(site) : [],
    ];

    private static IEnumerable<SitePage> ChapterPagesOf(SiteVersion site) => Site.Pages.ChapterPages.Make(site).Append(Site.Pages.ChapterPages.All(site));

    private static void Put(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
