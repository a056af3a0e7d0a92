using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>The tests that requirements name, with their code: a list, and a page for each class.</summary>
internal static class TestPages
{
    public static IEnumerable<SitePage> Make(SiteVersion site)
    {
        var named = site.Standard.Requirements.SelectMany(r => r.Tests.Select(test => (Test: test, r.Id)))
            .Where(pair => site.Standard.Tests.ContainsKey(pair.Test))
            .ToLookup(pair => pair.Test, pair => pair.Id, StringComparer.Ordinal);
        var classes = named.Select(group => site.Standard.Tests[group.Key]).GroupBy(test => test.Type).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        yield return new SitePage("tests.html", "Tests", Markup.Of($"""
            <h1>Tests</h1>
            <p>{named.Count} tests of the reference implementation stand for requirements. Each is shown with its code.</p>
            <div class="table" tabindex="0" role="group" aria-label="Tests"><table><thead><tr><th scope="col">Class</th><th scope="col">Tests</th><th scope="col">File</th></tr></thead><tbody>
            {classes.Select(c => Markup.Of($"""<tr><th scope="row"><a href="tests/{c.Key}.html">{c.Key}</a></th><td>{c.Count()}</td><td><code>{c.First().File}</code></td></tr>"""))}
            </tbody></table></div>
            """))
        { IsWide = true };
        foreach (var tests in classes)
            yield return OfClass(site, [.. tests.OrderBy(test => test.Line)], named);
    }

    private static SitePage OfClass(SiteVersion site, IReadOnlyList<TestMethod> tests, ILookup<string, string> named)
    {
        var address = $"tests/{tests[0].Type}.html";
        return new SitePage(address, tests[0].Type, Markup.Of($"""
            <h1>{tests[0].Type}</h1>
            <p class="about"><code>{tests[0].File}</code></p>
            {tests.Select(test => Markup.Of($"""
                <section class="test">
                <h2 id="{test.Method}">{test.Method} <a class="copy" href="#{test.Method}" aria-label="Link to this test: {test.Method}">#</a></h2>
                <p class="about">Line {test.Line}. Stands for {Markup.Join(", ", named[test.Name].Select(id => Markup.Of($"""<a href="{SiteMap.Relative(address, $"{site.Map.PageOf(id)}#{id}")}">{id}</a>""")))}.</p>
                {CodeView.Of(test.Code, "csharp")}
                </section>
                """))}
            """))
        {
            Headings = [.. tests.Select(test => new Markdown.PageHeading(2, test.Method.Replace('_', ' '), test.Method))],
        };
    }
}
