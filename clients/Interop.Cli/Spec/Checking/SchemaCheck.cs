using System.Text.Json;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Schemas are JSON Schema 2020-12, with an id and a title.</summary>
internal static class SchemaCheck
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        foreach (var file in standard.Schemas)
        {
            var faults = JsonFile.Faults(standard, file).ToList();
            foreach (var finding in faults.Count > 0 ? faults : Incomplete(standard, file))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Incomplete(StandardFolder standard, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("$schema", out var dialect) || !dialect.ValueEquals(Dialect))
            return [new Finding(standard.Shown(file), 1, $"the schema does not say \"$schema\": \"{Dialect}\": write it as its first member")];
        return [];
    }
}
