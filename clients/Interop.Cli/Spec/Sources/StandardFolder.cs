namespace Interop.Cli.Spec.Sources;

/// <summary>The folder of one version of the standard: pages, rows, examples, schemas, vectors, decisions, changes.</summary>
/// <param name="folder">The folder with the pages.</param>
/// <param name="root">The checkout whose sources are looked through for tests and references; of a version without sources, its folder.</param>
internal sealed class StandardFolder(string folder, string root)
{
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Absolute path of the checkout.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>The standard as it stands in a checkout.</summary>
    public static StandardFolder Of(string checkout) => new(Path.Combine(checkout, "spec"), checkout);

    /// <summary>The pages, registry, glossary and index: what stands directly in the folder, by name.</summary>
    public IReadOnlyList<SpecPage> Pages => field ??= [.. Files("", "*.md").Select(file => new SpecPage(file))];

    public RequirementTable Table => field ??= RequirementTable.Read(At(RequirementTable.Name));

    public IEnumerable<Requirement> Requirements => Table.Rows.Select(row => row.Row);

    public IReadOnlyList<RetiredId> Retired => field ??= RetiredId.Read(At(RetiredId.FileName));

    public IReadOnlyDictionary<string, TestMethod> Tests => field ??= TestSources.Read(Root);

    public IReadOnlyList<string> Examples => field ??= Files("examples", "*");

    public IReadOnlyList<string> Schemas => field ??= Files("schemas", "*.json");

    public IReadOnlyList<string> Vectors => field ??= Files("vectors", "*.json");

    /// <summary>Descriptions of the API that stand beside the pages.</summary>
    public IReadOnlyList<string> OtherFiles => field ??= [.. Files("", "*.json"), .. Files("", "*.yaml")];

    public IReadOnlyList<SpecPage> Decisions => field ??= [.. Files("decisions", "*.md").Select(file => new SpecPage(file))];

    public IReadOnlyList<SpecPage> Changes => field ??= [.. Files("changes", "*.md").Select(file => new SpecPage(file))];

    /// <summary>Every Markdown file of the standard, below folders too.</summary>
    public IEnumerable<SpecPage> AllText => Pages.Concat(Decisions).Concat(Changes).Concat(Files("vectors", "*.md").Concat(Files("schemas", "*.md")).Select(file => new SpecPage(file)));

    public string At(params string[] names) => Path.Combine([Folder, .. names]);

    /// <summary>A path as findings show it: from the checkout, with forward slashes.</summary>
    public string Shown(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private IReadOnlyList<string> Files(string inner, string pattern) =>
        Directory.Exists(At(inner)) ? [.. Directory.GetFiles(At(inner), pattern).Order(StringComparer.Ordinal)] : [];
}
