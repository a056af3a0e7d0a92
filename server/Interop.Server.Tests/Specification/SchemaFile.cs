using System.Text.Json;

namespace Interop.Server.Tests.Specification;

/// <summary>A schema of spec/schemas as the tests compare it with the code.</summary>
internal sealed class SchemaFile
{
    private readonly JsonElement root;

    private SchemaFile(string name)
    {
        Name = name;
        root = JsonDocument.Parse(File.ReadAllBytes(PathOf(name))).RootElement;
    }

    public string Name { get; }

    public string Description => root.GetProperty("description").GetString()!;

    /// <summary>True when it refuses members that it does not name.</summary>
    public bool IsClosed => root.TryGetProperty("unevaluatedProperties", out var others) && others.ValueKind == JsonValueKind.False;

    public IReadOnlySet<string> Required { get; private init; } = new HashSet<string>();

    public IReadOnlyDictionary<string, JsonElement> Members { get; private init; } = new Dictionary<string, JsonElement>();

    public static IEnumerable<string> Names => Directory.GetFiles(Path.Combine(SpecFolder.Spec, "schemas"), "*.schema.json").Select(file => Path.GetFileName(file).Split('.')[0]).Order(StringComparer.Ordinal);

    public static string PathOf(string name) => Path.Combine(SpecFolder.Spec, "schemas", $"{name}.schema.json");

    public static SchemaFile Read(string name)
    {
        var file = new SchemaFile(name);
        return new SchemaFile(name)
        {
            Required = file.root.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(r => r.GetString()!).ToHashSet(StringComparer.Ordinal) : [],
            Members = file.root.TryGetProperty("properties", out var members) ? members.EnumerateObject().ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal) : [],
        };
    }

    /// <summary>Whether it has members; Common only has definitions.</summary>
    public bool IsType => root.TryGetProperty("type", out _);

    /// <summary>Every file that it refers to.</summary>
    public IEnumerable<string> References => Referred(root).Distinct(StringComparer.Ordinal);

    /// <summary>A definition of this file.</summary>
    public JsonElement Definition(string name) => root.GetProperty("$defs").GetProperty(name);

    private static IEnumerable<string> Referred(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => m.NameEquals("$ref") && m.Value.GetString()!.Split('.')[0] is { Length: > 0 } name && name[0] != '#' ? [name] : Referred(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Referred),
        _ => [],
    };
}
