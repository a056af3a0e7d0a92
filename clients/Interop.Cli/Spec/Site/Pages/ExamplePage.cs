namespace Interop.Cli.Spec.Site.Pages;

/// <summary>Every example, with the chapters that show it.</summary>
internal static class ExamplePage
{
    private const string Address = "examples.html";

    public static SitePage Make(SiteVersion site)
    {
        var names = site.Standard.Examples.Select(file => Path.GetFileName(file)).ToList();
        return new SitePage(Address, "Examples", Markup.Of($"""
            <h1>Examples</h1>
            <p>Recorded from a running provider. Each is a file of its own, and stands in a chapter where it is explained.</p>
            {site.Standard.Examples.Select(file => One(site, file))}
            """))
        {
            Headings = [.. names.Select(name => new Markdown.PageHeading(2, name, name))],
            Search = [.. names.Select(name => new SearchEntry('h', $"{Address}#{name}", $"Example {name}", ""))],
        };
    }

    private static Markup One(SiteVersion site, string file)
    {
        var name = Path.GetFileName(file);
        var type = name.Split('.')[0];
        var shown = site.Standard.Pages.Where(page => page.Examples().Contains(name)).Select(page => Markup.Of($"""<a href="{SiteMap.ChapterAddress(page)}">{page.Title}</a>"""));
        var schema = site.Standard.Schemas.FirstOrDefault(path => Path.GetFileName(path) == $"{type}.schema.json");
        return Markup.Of($"""
            <section class="example">
            <h2 id="{name}">{name} <a class="copy" href="#{name}" aria-label="Link to this example: {name}">#</a></h2>
            <p class="about">Shown in {Markup.Join(", ", shown)}{(schema is null ? Markup.Empty : Markup.Of($""" · schema <a href="{SiteMap.SchemaAddress(schema)}">{type}</a>"""))} · <a href="files/examples/{name}">file</a></p>
            {CodeView.Of(File.ReadAllText(file), name.EndsWith(".json", StringComparison.Ordinal) ? "json" : "")}
            </section>
            """);
    }
}
