using Interop.Cli.Spec.Sources;
using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Spec.Site;

/// <summary>What every page of one version needs to know.</summary>
/// <param name="Version">The version.</param>
/// <param name="Newest">Name of the newest published version; the draft while there is none.</param>
/// <param name="Map">Its pages.</param>
/// <param name="Groups">The navigation: title, then address and words of each page.</param>
internal sealed record SiteVersion(StandardVersion Version, string Newest, SiteMap Map, IReadOnlyList<(string Title, IReadOnlyList<(string Address, string Words)> Pages)> Groups)
{
    private const string Errata = "errata.html";

    public StandardFolder Standard => Version.Standard;

    public static SiteVersion Of(StandardVersion version, string newest)
    {
        var standard = version.Standard;
        var chapters = standard.Pages.Where(page => page.Number is not null).Select(page => (SiteMap.ChapterAddress(page), page.Title)).ToList();
        var registries = standard.Pages.Where(page => page.Number is null && page.Name != "README.md").Select(page => (SiteMap.ChapterAddress(page), page.Title)).ToList();
        List<(string, string)> reference = [("requirements.html", "Requirements"), .. registries.Where(page => page.Item1 != Errata)];
        if (File.Exists(standard.At(Pages.ApiPage.Source)))
            reference.Add(("api.html", "Requests"));
        if (standard.Schemas.Count > 0)
            reference.Add(("schemas.html", "Schemas"));
        reference.Add(("examples.html", "Examples"));
        reference.Add(("vectors.html", "Test vectors"));
        List<(string, string)> background = [("changes.html", "Changes"), .. registries.Where(page => page.Item1 == Errata), ("decisions.html", "Decisions")];
        if (standard.Tests.Count > 0)
            background.Add(("tests.html", "Tests"));
        return new SiteVersion(version, newest, new SiteMap(standard),
        [
            ("", [("index.html", "About"), ("all.html", "All on one page")]),
            ("Chapters", chapters), ("Reference", reference), ("Background", background),
        ]);
    }
}
