using Interop.Cli.Spec.Site.Markdown;
using Interop.Cli.Spec.Sources;
using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>What changed: by requirement against an earlier version, in words per version, and the ids that were retired.</summary>
internal static class ChangePages
{
    private const string Address = "changes.html";

    /// <summary>The page of changes since the version before, and one more for each version before that.</summary>
    /// <param name="site">The version.</param>
    /// <param name="before">The versions before it, the newest first.</param>
    public static IEnumerable<SitePage> Make(SiteVersion site, IReadOnlyList<StandardVersion> before)
    {
        yield return Since(site, before, before.Count > 0 ? before[0] : null);
        foreach (var earlier in before.Skip(1))
            yield return Since(site, before, earlier);
    }

    private static SitePage Since(SiteVersion site, IReadOnlyList<StandardVersion> all, StandardVersion? before)
    {
        var address = AddressOf(all, before);
        var isFirst = address == Address;
        var news = isFirst ? News(site) : [];
        return new SitePage(address, isFirst ? "Changes" : $"Changes since {before!.Label.ToLowerInvariant()}", Markup.Of($"""
            <h1>Changes</h1>
            {(before is null ? Markup.Of($"<p>There is no published version before this one to compare it with.</p>") : Compared(site, before, RequirementChange.Between(before.Standard, site.Standard)))}
            {(all.Count > 1 ? Markup.Of($"<p>Changes since {Markup.Join(", ", all.Select(version => Markup.Of($"""<a href="{AddressOf(all, version)}">{version.Label.ToLowerInvariant()}</a>""")))}.</p>") : Markup.Empty)}
            {news.Select(n => Markup.Of($"""<section class="news" id="{n.Name}">{Markup.Rendered(Lower(n.Rendered.Html.Html))}</section>"""))}
            {(isFirst ? Retired(site) : Markup.Empty)}
            """))
        {
            Headings =
            [
                .. before is null ? [] : new[] { new PageHeading(2, $"Since {before.Label.ToLowerInvariant()}", "since") },
                .. news.Select(n => n.Rendered.Headings[0] with { Level = 2 }), .. isFirst ? [new PageHeading(2, "Retired ids", "retired")] : Array.Empty<PageHeading>(),
            ],
            Search = [.. news.SelectMany(n => n.Rendered.Search)],
        };
    }

    private static string AddressOf(IReadOnlyList<StandardVersion> all, StandardVersion? before) => all.Count == 0 || before == all[0] ? Address : $"changes-since-{before!.Name}.html";

    private static List<(string Name, RenderedPage Rendered)> News(SiteVersion site) =>
    [
        .. site.Standard.Changes.Reverse().Select(change => (Name: Path.GetFileNameWithoutExtension(change.Name), Change: change))
            .Select(n => (n.Name, PageRenderer.Render(n.Change.Text, new RenderContext(site.Map, n.Change.File, Address, n.Name + "--")))),
    ];

    private static Markup Compared(SiteVersion site, StandardVersion before, IReadOnlyList<RequirementChange> changes) => Markup.Of($"""
        <h2 id="since">Since {before.Label.ToLowerInvariant()} <a class="copy" href="#since" aria-label="Link to this section">#</a></h2>
        <p>Added: {changes.Count(c => c.IsAdded)}. Another text: {changes.Count(c => c.HasOtherText)}. The same text, but another place, level or profile: {changes.Count(c => c is { IsAdded: false, IsRetired: false, HasOtherText: false })}. Retired: {changes.Count(c => c.IsRetired)}.</p>
        <div class="changes">{changes.Select(change => One(site, change))}</div>
        """);

    private static Markup One(SiteVersion site, RequirementChange change) => Markup.Of($"""
        <section class="change {(change.IsAdded ? "added" : change.IsRetired ? "gone" : "changed")}" id="change-{change.Id}">
        <h3>{(change.IsRetired || site.Map.PageOf(change.Id) is not { } page ? Markup.Of($"{change.Id}") : Markup.Of($"""<a href="{page}#{change.Id}">{change.Id}</a>"""))} <span class="kind">{(change.IsAdded ? "added" : change.IsRetired ? "retired" : "changed")}</span></h3>
        <p>{Words(change)}</p>
        {change.Fields.Select(field => Markup.Of($"""<p class="field">{field.What}: <del>{field.Was}</del> <ins>{field.Is}</ins></p>"""))}
        {(change.IsRetired && site.Standard.Retired.FirstOrDefault(r => r.Id == change.Id) is { } retired ? Markup.Of($"""<p class="field">{retired.Because}{(retired.ReplacedBy.Length > 0 ? $". Now: {retired.ReplacedBy}" : "")}</p>""") : Markup.Empty)}
        </section>
        """);

    private static Markup Words(RequirementChange change) => change switch
    {
        { Before: null } => Markup.Of($"<ins>{Plain(change.After!)}</ins>"),
        { After: null } => Markup.Of($"<del>{Plain(change.Before)}</del>"),
        _ => Markup.Join(" ", WordDiff.Of(Plain(change.Before), Plain(change.After)).Select(run => run.Kind switch
        {
            '-' => Markup.Of($"<del>{run.Text}</del>"),
            '+' => Markup.Of($"<ins>{run.Text}</ins>"),
            _ => Markup.Of($"{run.Text}"),
        })),
    };

    private static string Plain(Requirement row) => PlainText.OfMarkdown(row.Text);

    private static Markup Retired(SiteVersion site) => Markup.Of($"""
        <h2 id="retired">Retired ids <a class="copy" href="#retired" aria-label="Link to this section">#</a></h2>
        {(site.Standard.Retired.Count == 0 ? Markup.Of($"<p>None so far.</p>") : Markup.Of($"""
            <p>They were given once and are never given again.</p>
            <div class="table" tabindex="0" role="group" aria-label="Retired ids"><table><thead><tr><th scope="col">Id</th><th scope="col">Sentence</th><th scope="col">Not since</th><th scope="col">Now</th><th scope="col">Why</th></tr></thead><tbody>
            {site.Standard.Retired.Select(r => Markup.Of($"<tr><th scope=\"row\">{r.Id}</th><td>{PlainText.OfMarkdown(r.Text)}</td><td>{r.Since}</td><td>{r.ReplacedBy}</td><td>{r.Because}</td></tr>"))}
            </tbody></table></div>
            """))}
        """);

    /// <summary>A fragment's first heading is one below the page's.</summary>
    private static string Lower(string html) => html.Replace("<h2", "<h3", StringComparison.Ordinal).Replace("</h2>", "</h3>", StringComparison.Ordinal).Replace("<h1", "<h2", StringComparison.Ordinal).Replace("</h1>", "</h2>", StringComparison.Ordinal);
}
