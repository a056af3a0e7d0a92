using System.Text.Json;

namespace Interop.Cli.Spec.Site.Pages;

/// <summary>The requests of openapi.json: a table for each group, with the schemas of body and answer.</summary>
internal static class ApiPage
{
    public const string Source = "openapi.json";

    private const string Address = "api.html";
    private static readonly string[] Methods = ["get", "post", "put", "delete", "patch"];

    private sealed record Request(string Method, string Path, JsonElement Of);

    public static IEnumerable<SitePage> Make(SiteVersion site)
    {
        var file = site.Standard.At(Source);
        if (!File.Exists(file))
            yield break;
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        var requests = (from path in root.GetProperty("paths").EnumerateObject()
                        from method in path.Value.EnumerateObject()
                        where Methods.Contains(method.Name)
                        select new Request(method.Name.ToUpperInvariant(), path.Name, method.Value)).ToList();
        var groups = root.TryGetProperty("tags", out var tags) ? tags.EnumerateArray().Select(tag => (Name: Text(tag, "name"), What: Text(tag, "description"))).ToList() : [];
        yield return new SitePage(Address, "Requests", Markup.Of($"""
            <h1>Requests</h1>
            <p>{SectionLinks.In(Text(root.GetProperty("info"), "description"), site.Map, Address)}</p>
            <p>For tools: <a href="files/{Source}">{Source}</a>{(File.Exists(site.Standard.At("asyncapi.yaml")) ? Markup.Of($""", <a href="files/asyncapi.yaml">asyncapi.yaml</a>""") : Markup.Empty)}.</p>
            {groups.Select(group => Group(site, group.Name, group.What, [.. requests.Where(request => Group(request) == group.Name)]))}
            """))
        {
            IsWide = true,
            Search = [.. requests.Select(request => new SearchEntry('h', $"{Address}#{Text(request.Of, "operationId")}", $"{request.Method} {request.Path}", Text(request.Of, "summary")))],
        };
    }

    private static string Group(Request request) => request.Of.TryGetProperty("tags", out var tags) ? tags[0].GetString()! : "";

    private static Markup Group(SiteVersion site, string name, string what, IReadOnlyList<Request> requests) => Markup.Of($"""
        <h2 id="{name.ToLowerInvariant()}">{name} <a class="copy" href="#{name.ToLowerInvariant()}" aria-label="Link to this section: {name}">#</a></h2>
        <p>{SectionLinks.In(what, site.Map, Address)}</p>
        <div class="table" tabindex="0" role="group" aria-label="Requests: {name}"><table class="requests"><thead><tr><th scope="col">Request</th><th scope="col">What</th><th scope="col">Body</th><th scope="col">Answer</th></tr></thead><tbody>
        {requests.Select(request => Row(site, request))}
        </tbody></table></div>
        """);

    private static Markup Row(SiteVersion site, Request request) => Markup.Of($"""
        <tr id="{Text(request.Of, "operationId")}"><th scope="row"><code>{request.Method} {request.Path}</code></th>
        <td>{Text(request.Of, "summary")}. {SectionLinks.In(Text(request.Of, "description"), site.Map, Address)}</td>
        <td>{(request.Of.TryGetProperty("requestBody", out var body) ? Schema(site, body) : Markup.Empty)}</td>
        <td>{Markup.Join(", ", request.Of.GetProperty("responses").EnumerateObject().Where(answer => answer.Name.StartsWith('2')).Select(answer => Markup.Of($"{answer.Name} {Schema(site, answer.Value)}")))}</td></tr>

        """);

    /// <summary>The first schema of a body.</summary>
    private static Markup Schema(SiteVersion site, JsonElement message)
    {
        if (!message.TryGetProperty("content", out var contents))
            return Markup.Empty;
        foreach (var content in contents.EnumerateObject())
        {
            if (!content.Value.TryGetProperty("schema", out var schema))
                continue;
            var isArray = schema.TryGetProperty("items", out var items);
            var name = Text(isArray ? items : schema, "$ref").Split('/')[^1];
            var file = site.Standard.At("schemas", name);
            return site.Map.AddressOf(file) is { } page && name.Length > 0
                ? Markup.Of($"""{(isArray ? "array of " : "")}<a href="{page}">{name.Split('.')[0]}</a>""")
                : Markup.Of($"{content.Name}");
        }
        return Markup.Empty;
    }

    private static string Text(JsonElement value, string name) => value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
