using System.Text.Json;

namespace Interop.Server.Tests.Specification;

/// <summary>The requests of an OpenAPI document, as far as they are compared.</summary>
internal static class OpenApiFile
{
    private static readonly string[] Methods = ["get", "head", "put", "post", "patch", "delete"];

    public static string Path => System.IO.Path.Combine(SpecFolder.Spec, "openapi.json");

    /// <summary>Those of spec/openapi.json.</summary>
    public static IReadOnlyList<OpenApiRequest> Requests { get; } = Read(JsonDocument.Parse(File.ReadAllBytes(Path)).RootElement);

    public static IReadOnlyList<OpenApiRequest> Read(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           where Methods.Contains(operation.Name)
           select new OpenApiRequest(operation.Name.ToUpperInvariant(), path.Name, Asked(operation.Value), Answered(operation.Value), Scope(operation.Value)),
    ];

    private static string Asked(JsonElement operation) => operation.TryGetProperty("requestBody", out var body) ? Contents(body) : "";

    /// <summary>Of the answers that are none of errors.</summary>
    private static string Answered(JsonElement operation) => string.Join(' ',
        operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] == '2').Select(r => $"{r.Name} {Contents(r.Value)}".TrimEnd()));

    /// <summary>The scope of the token; signature of what providers ask each other.</summary>
    private static string? Scope(JsonElement operation) =>
        operation.TryGetProperty("security", out var security) ? security.EnumerateArray().SelectMany(s => s.EnumerateObject()).Select(s => s.Value.EnumerateArray().Select(scope => scope.GetString()).FirstOrDefault() ?? s.Name).FirstOrDefault() : null;

    /// <summary>Types by media type; a stream of events is text to both documents.</summary>
    private static string Contents(JsonElement body) => !body.TryGetProperty("content", out var content) ? "" : string.Join(' ',
        content.EnumerateObject().Where(media => media.Name == "application/json").Select(media => TypeOf(media.Value.GetProperty("schema"))));

    private static string TypeOf(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference) ? reference.GetString()!.Split('/')[^1].Split('.')[0]
        : schema.TryGetProperty("items", out var items) ? $"[{TypeOf(items)}]" : "";
}
