using System.Text.Json;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Test vectors are JSON, say where they come from and what they mean, and are listed.</summary>
internal static class VectorCheck
{
    private static readonly string[] Members = ["source", "description"];

    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        var index = standard.At("vectors", "README.md");
        var listed = File.Exists(index) ? File.ReadAllText(index) : "";
        foreach (var file in standard.Vectors)
        {
            var faults = JsonFile.Faults(standard, file).ToList();
            foreach (var finding in faults.Count > 0 ? faults : Incomplete(standard, file))
                yield return finding;
            if (!listed.Contains($"]({Path.GetFileName(file)})", StringComparison.Ordinal))
                yield return new Finding(standard.Shown(index), 1, $"the list of vectors does not name {Path.GetFileName(file)}: add a row with a link to it");
        }
    }

    private static IEnumerable<Finding> Incomplete(StandardFolder standard, string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var root = document.RootElement;
        return
        [
            .. Members.Where(member => root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(member, out _))
                .Select(member => new Finding(standard.Shown(file), 1, $"the vectors do not say their {member}: write it as a member of the file")),
        ];
    }
}
