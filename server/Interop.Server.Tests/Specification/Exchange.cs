using System.Text.Json.Nodes;

namespace Interop.Server.Tests.Specification;

/// <summary>A request that a running server was asked, and its answer; judged by spec/openapi.json.</summary>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">Without the query.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Media">Media type of the answer; null of one without a body.</param>
/// <param name="Asked">Body of the request.</param>
/// <param name="Answered">Body of the answer; null of a stream too.</param>
internal sealed record Exchange(string Method, string Path, int Status, string? Media, string? Asked, string? Answered)
{
    public bool Succeeded => Status is >= 200 and < 300;

    public JsonObject Line()
    {
        var line = new JsonObject { ["name"] = $"{Method} {Path} {Status}", ["method"] = Method, ["path"] = Path, ["status"] = Status };
        if (Media is not null)
            line["media"] = Media;
        if (Asked is not null)
            line["request"] = Parsed(Asked);
        // One value to a line (application/x-ndjson) is no document.
        if (Answered is not null && Media is not null && (Media == "application/json" || Media.EndsWith("+json", StringComparison.Ordinal)))
            line["response"] = JsonNode.Parse(Answered);
        return line;
    }

    // What is wrong on purpose need not be JSON.
    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return text;
        }
    }
}
