using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Site;

/// <summary>The chip that stands after a requirement, and the card that it opens: level, actor, profile, since, tests.</summary>
internal sealed class RequirementCards(StandardFolder standard)
{
    private readonly Dictionary<string, Requirement> rows = standard.Requirements.DistinctBy(r => r.Id, StringComparer.Ordinal).ToDictionary(r => r.Id, StringComparer.Ordinal);

    public Markup Chip(string id) => rows.TryGetValue(id, out var row)
        ? Markup.Of($"""<button type="button" class="chip {Class(row)}" popovertarget="card-{id}" aria-label="{id}, {row.Level}: details and tests">{id}</button>""")
        : Markup.Of($"""<span class="chip">{id}</span>""");

    /// <summary>The cards of the requirements that stand in a page.</summary>
    /// <param name="ids">Them.</param>
    /// <param name="to">Makes the address of a page of the site relative to this one.</param>
    public Markup Cards(IEnumerable<string> ids, Func<string, string> to) => Markup.Join(ids.Where(rows.ContainsKey).Select(id => Card(rows[id], to)));

    /// <summary>The tests of a requirement by name and file, or why there are none.</summary>
    public Markup Tests(Requirement row, Func<string, string> to) => row.IsTested
        ? Markup.Of($"<ul class=\"tests\">{row.Tests.Select(test => Test(test, to))}</ul>")
        : Markup.Of($"<p class=\"reason\">No test: {row.UntestedBecause}.</p>");

    public static Markup Level(Requirement row) => Markup.Of($"<span class=\"level {Class(row)}\">{(row.Level == Levels.Defines ? "defines" : row.Level)}</span>");

    private static string Class(Requirement row) => (row.Level.Split(' ')[0].ToLowerInvariant()) + (row.IsTested ? " tested" : " untested");

    private Markup Card(Requirement row, Func<string, string> to) => Markup.Of($"""
        <div class="card" id="card-{row.Id}" popover aria-label="Requirement {row.Id}">
        <p class="card-head"><strong>{row.Id}</strong> {Level(row)} <a class="copy" href="#{row.Id}">copy link</a></p>
        <dl><div><dt>For</dt><dd>{row.Actor}</dd></div><div><dt>Profile</dt><dd>{row.Profile}</dd></div><div><dt>Since</dt><dd>{row.Since}</dd></div></dl>
        {Tests(row, to)}
        <p class="card-foot"><a href="{to($"requirements.html#row-{row.Id}")}">in the table of requirements</a></p>
        </div>

        """);

    private Markup Test(string name, Func<string, string> to) => standard.Tests.TryGetValue(name, out var test)
        ? Markup.Of($"""<li><a href="{to(SiteMap.TestAddress(test))}">{Words(test.Method)}</a><span class="file">{Path.GetFileName(test.File)}:{test.Line}</span></li>""")
        : Markup.Of($"<li>{name}</li>");

    /// <summary>Long names may break after an underscore.</summary>
    private static Markup Words(string method) => Markup.Join(method.Split('_').Select((part, i) => i == 0 ? Markup.Of($"{part}") : Markup.Of($"_<wbr>{part}")));
}
