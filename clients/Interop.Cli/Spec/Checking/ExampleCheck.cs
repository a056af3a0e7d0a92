using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>
/// Every example is JSON when it is called so, stands in a page or beside the schema of its name, and stands in a page as it is in its file.
/// </summary>
internal static class ExampleCheck
{
    public static IEnumerable<Finding> Find(StandardFolder standard)
    {
        var names = standard.Examples.Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        var shown = standard.Pages.SelectMany(page => page.Examples()).ToHashSet(StringComparer.Ordinal);
        return standard.Examples.Where(file => file.EndsWith(".json", StringComparison.Ordinal)).SelectMany(file => JsonFile.Faults(standard, file))
            .Concat(standard.Examples.Where(file => !shown.Contains(Path.GetFileName(file)) && !HasSchema(standard, file))
                .Select(file => new Finding(standard.Shown(file), 1, $"no page shows this example: write <!-- example {Path.GetFileName(file)} --> and {SpecPage.End} where it belongs, then {RowCheck.Actualise}")))
            .Concat(standard.Pages.SelectMany(page => InPage(standard, page, names)));
    }

    /// <summary>Writes the examples into the pages.</summary>
    public static void Write(StandardFolder standard)
    {
        foreach (var page in standard.Pages)
        {
            foreach (var name in page.Examples().Where(name => File.Exists(standard.At("examples", name))).ToList())
            {
                var block = Block(standard, name);
                if (page.Part($"example {name}") != block)
                    page.Replace($"example {name}", block);
            }
        }
    }

    /// <summary>An example as it stands in a page.</summary>
    public static string Block(StandardFolder standard, string name) =>
        $"```{(name.EndsWith(".json", StringComparison.Ordinal) ? "json" : "")}\n{File.ReadAllText(standard.At("examples", name)).TrimEnd('\n')}\n```";

    /// <summary>Of SubmitRequest.join.json: whether there is a SubmitRequest.schema.json.</summary>
    private static bool HasSchema(StandardFolder standard, string file) =>
        File.Exists(standard.At("schemas", $"{Path.GetFileName(file).Split('.')[0]}.schema.json"));

    private static IEnumerable<Finding> InPage(StandardFolder standard, SpecPage page, HashSet<string?> names)
    {
        foreach (var name in page.Examples())
        {
            var mark = $"<!-- example {name} -->";
            var line = page.LineOf(page.Text.IndexOf(mark, StringComparison.Ordinal));
            if (!names.Contains(name))
                yield return new Finding(standard.Shown(page.File), line, $"there is no file spec/examples/{name}: record the example, or take the mark away");
            else if (!page.Text[page.Text.IndexOf(mark, StringComparison.Ordinal)..].Contains(SpecPage.End, StringComparison.Ordinal))
                yield return new Finding(standard.Shown(page.File), line, $"the example {name} has no end: write {SpecPage.End} after it");
            else if (page.Part($"example {name}") != Block(standard, name))
                yield return new Finding(standard.Shown(page.File), line, $"the example {name} is not what its file has: {RowCheck.Actualise}");
        }
    }
}
