using System.Text.Json;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>The JSON Schemas: a list, and a page for each with its members, its examples and its text.</summary>
internal static class SchemaPages
{
    private static readonly string[] BoundNames = ["pattern", "format", "minLength", "maxLength", "x-maxOctets", "minimum", "maximum"];

    public static IEnumerable<SitePage> Make(SiteVersion site)
    {
        if (site.Standard.Schemas.Count == 0)
            yield break;
        var pages = site.Standard.Schemas.Select(file => One(site, file)).ToList();
        yield return new SitePage("schemas.html", "Schemas", Markup.Of($"""
            <h1>Schemas</h1>
            <p>JSON Schema 2020-12 for what goes over the wire. Where schema and sentence disagree, the sentence counts.</p>
            <div class="table" tabindex="0" role="group" aria-label="Schemas"><table><thead><tr><th scope="col">Schema</th><th scope="col">What</th></tr></thead><tbody>
            {pages.Select(page => Markup.Of($"""<tr><th scope="row"><a href="{page.Page.Address}">{page.Page.Title}</a></th><td>{SectionLinks.In(page.What, site.Map, "schemas.html")}</td></tr>"""))}
            </tbody></table></div>
            """));
        foreach (var (page, _) in pages)
            yield return page;
    }

    private static (SitePage Page, string What) One(SiteVersion site, string file)
    {
        var text = File.ReadAllText(file);
        using var document = JsonDocument.Parse(text);
        var schema = document.RootElement;
        var address = SiteMap.SchemaAddress(file);
        var name = Path.GetFileNameWithoutExtension(address);
        var what = Text(schema, "description");
        var examples = site.Standard.Examples.Select(path => Path.GetFileName(path)).Where(example => example.Split('.')[0] == name && example.EndsWith(".json", StringComparison.Ordinal)).ToList();
        var definitions = schema.TryGetProperty("$defs", out var found) ? found.EnumerateObject().ToList() : [];
        var page = new SitePage(address, name, Markup.Of($"""
            <h1>{name}</h1>
            <p>{SectionLinks.In(what, site.Map, address)}</p>
            <p class="about">{(examples.Count == 0 ? Markup.Empty : Markup.Of($"Examples: {Markup.Join(", ", examples.Select(example => Markup.Of($"""<a href="{SiteMap.Relative(address, $"examples.html#{example}")}">{example}</a>""")))} · "))}<a href="{SiteMap.Relative(address, $"files/schemas/{Path.GetFileName(file)}")}">file</a></p>
            {Members(schema, address)}
            {definitions.Select(d => Markup.Of($"""<h2 id="{d.Name}">{d.Name}</h2><p>{SectionLinks.In(Text(d.Value, "description"), site.Map, address)}</p>{Bounds(d.Value, address)}{Members(d.Value, address)}"""))}
            <h2 id="text">Text of the schema</h2>
            {CodeView.Of(text, "json")}
            """))
        {
            Headings = [.. definitions.Select(d => new Markdown.PageHeading(2, d.Name, d.Name)), new Markdown.PageHeading(2, "Text of the schema", "text")],
            Search = [new SearchEntry('h', address, $"Schema {name}", what)],
        };
        return (page, what);
    }

    private static Markup Members(JsonElement schema, string address)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
            return Markup.Empty;
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet() : [];
        return Markup.Of($"""
            <div class="table" tabindex="0" role="group" aria-label="Members"><table><thead><tr><th scope="col">Member</th><th scope="col">Type</th><th scope="col">What</th></tr></thead><tbody>
            {properties.EnumerateObject().Select(p => Markup.Of($"""<tr><th scope="row"><code>{p.Name}{(required.Contains(p.Name) ? "" : "?")}</code></th><td>{Type(p.Value, address)}</td><td>{Text(p.Value, "description")}</td></tr>"""))}
            </tbody></table></div>
            """);
    }

    /// <summary>What a definition without members demands.</summary>
    private static Markup Bounds(JsonElement schema, string address) => schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("properties", out _)
        ? Markup.Empty
        : Markup.Of($"""<p class="about">{Type(schema, address)}{BoundNames.Where(name => schema.TryGetProperty(name, out var bound) && bound.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(name => Markup.Of($"; {name} <code>{schema.GetProperty(name).ToString()}</code>"))}</p>""");

    /// <summary>A type in few words; a reference leads to its schema.</summary>
    private static Markup Type(JsonElement value, string address)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Markup.Of($"any");
        if (Text(value, "$ref") is { Length: > 0 } reference)
            return Reference(reference, address);
        if (value.TryGetProperty("const", out var one))
            return Markup.Of($"<code>{one.ToString()}</code>");
        if (value.TryGetProperty("enum", out var several))
            return Markup.Join(", ", several.EnumerateArray().Select(item => Markup.Of($"<code>{item.ToString()}</code>")));
        if (value.TryGetProperty("items", out var items))
            return Markup.Of($"array of {Type(items, address)}");
        foreach (var choice in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (value.TryGetProperty(choice, out var choices))
                return Markup.Join(choice == "allOf" ? " and " : " or ", choices.EnumerateArray().Select(item => Type(item, address)));
        }
        return value.TryGetProperty("type", out var type)
            ? type.ValueKind == JsonValueKind.Array ? Markup.Of($"{string.Join(" or ", type.EnumerateArray().Select(t => t.GetString()))}") : Markup.Of($"{type.GetString()}")
            : Markup.Of($"any");
    }

    private static Markup Reference(string reference, string address)
    {
        var (file, place) = reference.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? (reference[..at], reference[(at + 1)..]) : (reference, "");
        var name = place.Split('/')[^1];
        var page = file.Length == 0 ? "" : SiteMap.Relative(address, SiteMap.SchemaAddress(file));
        var words = name.Length > 0 ? name : Path.GetFileNameWithoutExtension(SiteMap.SchemaAddress(file));
        return Markup.Of($"""<a href="{page}{(name.Length > 0 ? "#" + name : "")}">{words}</a>""");
    }

    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
