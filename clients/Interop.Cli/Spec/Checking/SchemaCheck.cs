using System.Text.Json;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Schemas are JSON Schema 2020-12, and every example satisfies the schema of its type.</summary>
internal static class SchemaCheck
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        // What is no JSON is said once, with its line; the judge could not read it either.
        var unread = standard.Schemas.Concat(standard.Examples.Where(file => file.EndsWith(".json", StringComparison.Ordinal)))
            .Select(file => (File: file, Faults: JsonFile.Faults(standard, file).ToList())).Where(file => file.Faults.Count > 0).ToList();
        return unread.Count > 0
            ? unread.Where(file => standard.Schemas.Contains(file.File)).SelectMany(file => file.Faults)
            : standard.Schemas.SelectMany(file => OtherDialect(standard, file)).Concat(SchemaTool.Find(standard));
    }

    private static IEnumerable<Finding> OtherDialect(StandardFolder standard, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("$schema", out var dialect) || !dialect.ValueEquals(Dialect))
            return [new Finding(standard.Shown(file), 1, $"the schema does not say \"$schema\": \"{Dialect}\": write it as its first member")];
        return [];
    }
}
