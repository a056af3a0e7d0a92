using Interop.Cli.Spec.Checking;
using Interop.Cli.Spec.Site.Markdown;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>The table of all requirements, with filters.</summary>
internal static class RequirementPage
{
    private const string Address = "requirements.html";

    public static SitePage Make(SiteVersion site)
    {
        var rows = site.Standard.Requirements.ToList();
        var tested = rows.Count(r => r.IsTested);
        return new SitePage(Address, "Requirements", Markup.Of($"""
            <h1>Requirements</h1>
            <p>{rows.Count} sentences of the standard have an id. {tested} of them are tried by tests of the reference implementation; for the other {rows.Count - tested} the table says why not. The same table is a file: <a href="files/requirements.csv">requirements.csv</a>, <a href="files/requirements.json">requirements.json</a>.</p>
            {Shares(rows)}
            {Filters(rows)}
            <div class="table" tabindex="0" role="group" aria-label="Requirements">
            <table class="requirements">
            <thead><tr><th scope="col">Id</th><th scope="col">Requirement</th><th scope="col">For</th><th scope="col">Profile</th><th scope="col">Since</th><th scope="col">Tests</th></tr></thead>
            <tbody>
            {rows.Select(row => Row(site, row))}
            </tbody>
            </table>
            </div>
            """))
        { IsWide = true };
    }

    /// <summary>How much of each profile is tested.</summary>
    private static Markup Shares(List<Requirement> rows) => Markup.Of($"""
        <dl class="shares">{RowCheck.Profiles.Select(profile => (Profile: profile, Of: rows.Where(r => r.Profile == profile).ToList())).Where(p => p.Of.Count > 0)
            .Select(p => Markup.Of($"""<div><dt><a href="?profile={p.Profile}">{p.Profile}</a></dt><dd><meter min="0" max="{p.Of.Count}" value="{p.Of.Count(r => r.IsTested)}">{p.Of.Count(r => r.IsTested)}</meter> {p.Of.Count(r => r.IsTested)} of {p.Of.Count} tested</dd></div>"""))}</dl>
        """);

    private static Markup Filters(List<Requirement> rows) => Markup.Of($"""
        <form class="filters" hidden>
        {Select("level", "Level", Levels.All.Where(level => rows.Exists(r => r.Level == level)))}
        {Select("actor", "For", rows.Select(r => r.Actor).Distinct().Order(StringComparer.Ordinal))}
        {Select("profile", "Profile", RowCheck.Profiles.Where(profile => rows.Exists(r => r.Profile == profile)))}
        {Select("tested", "Tests", ["tested", "untested"])}
        <label>Words<input type="search" name="words" autocomplete="off"></label>
        <output class="count" role="status">{rows.Count} shown</output>
        </form>
        """);

    private static Markup Select(string name, string label, IEnumerable<string> values) => Markup.Of($"""
        <label>{label}<select name="{name}"><option value="">all</option>{values.Select(value => Markup.Of($"""<option value="{value}">{(value == Levels.Defines ? "defines" : value)}</option>"""))}</select></label>
        """);

    private static Markup Row(SiteVersion site, Requirement row)
    {
        var context = new RenderContext(site.Map, site.Standard.At(row.Page), Address);
        return Markup.Of($"""
            <tr id="row-{row.Id}" data-level="{row.Level}" data-actor="{row.Actor}" data-profile="{row.Profile}" data-tested="{(row.IsTested ? "tested" : "untested")}">
            <th scope="row"><a href="{context.Requirement(row.Id)}">{row.Id}</a>{RequirementCards.Level(row)}</th>
            <td><div class="sentence">{PageRenderer.Inline(row.Text, context)}</div><div class="where">{row.Heading}</div></td><td>{row.Actor}</td><td>{row.Profile}</td><td>{row.Since}</td>
            <td class="tried">{(row.IsTested ? Markup.Of($"""<details><summary>{row.Tests.Count()} {(row.Tests.Count() == 1 ? "test" : "tests")}<span class="unseen"> of {row.Id}</span></summary>{site.Map.Cards.Tests(row, to => to)}</details>""") : Markup.Of($"""<span class="reason">{row.UntestedBecause}</span>"""))}</td>
            </tr>

            """);
    }
}
