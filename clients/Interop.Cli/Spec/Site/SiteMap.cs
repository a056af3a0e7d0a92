using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Site;

/// <summary>Which page of the site each file of the standard becomes. Addresses are relative to the folder of the version.</summary>
internal sealed class SiteMap
{
    private readonly StandardFolder standard;
    private readonly Dictionary<string, string> addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> requirements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> anchors;

    public SiteMap(StandardFolder standard)
    {
        this.standard = standard;
        Cards = new RequirementCards(standard);
        anchors = standard.AllText.ToDictionary(page => page.File, page => page.Headings().DistinctBy(h => Anchors.Slug(h.Text)).ToDictionary(h => Anchors.Slug(h.Text), h => Anchors.Permanent(h.Text)), StringComparer.Ordinal);
        foreach (var page in standard.Pages)
        {
            addresses[page.File] = ChapterAddress(page);
            foreach (var number in page.Headings().Select(heading => Anchors.Number(heading.Text)).Where(number => number.Length > 0))
                sections.TryAdd(number, $"{ChapterAddress(page)}#section-{number}");
            foreach (var sentence in page.Sentences().Where(s => s.Id is not null))
                requirements.TryAdd(sentence.Id!, ChapterAddress(page));
        }
        foreach (var decision in standard.Decisions)
            addresses[decision.File] = $"decisions/{Path.ChangeExtension(decision.Name, ".html")}";
        foreach (var change in standard.Changes)
            addresses[change.File] = $"changes.html#{Path.GetFileNameWithoutExtension(change.Name)}";
        foreach (var schema in standard.Schemas)
            addresses[schema] = SchemaAddress(schema);
        foreach (var example in standard.Examples)
            addresses[example] = $"examples.html#{Path.GetFileName(example)}";
        foreach (var vectors in standard.Vectors)
            addresses[vectors] = $"files/vectors/{Path.GetFileName(vectors)}";
        foreach (var (folder, page) in new[] { ("examples", "examples.html"), ("vectors", "vectors.html"), ("schemas", "schemas.html"), ("decisions", "decisions.html"), ("changes", "changes.html"), (RequirementTable.Name, "requirements.html"), (RetiredId.FileName, "changes.html#retired") })
            addresses[standard.At(folder)] = page;
        foreach (var file in standard.OtherFiles)
            addresses[file] = $"files/{Path.GetFileName(file)}";
        addresses[standard.At("vectors", "README.md")] = "vectors.html";
        addresses[standard.At("schemas", "README.md")] = "schemas.html";
    }

    public RequirementCards Cards { get; }

    public static string ChapterAddress(SpecPage page) => page.Name == "README.md" ? "index.html" : Path.ChangeExtension(page.Name, ".html");

    public static string SchemaAddress(string file) => $"schemas/{Path.GetFileName(file).Replace(".schema.json", "", StringComparison.Ordinal).Replace(".json", "", StringComparison.Ordinal)}.html";

    public static string TestAddress(TestMethod test) => $"tests/{test.Type}.html#{test.Method}";

    /// <summary>The address of one page, seen from another.</summary>
    public static string Relative(string from, string to) => string.Concat(Enumerable.Repeat("../", from.Split('#')[0].Count(c => c == '/'))) + to;

    /// <summary>The page that a file or folder became; null when it became none.</summary>
    public string? AddressOf(string path) => addresses.GetValueOrDefault(path.TrimEnd('/'));

    /// <summary>The page with a requirement's sentence; null when there is no such requirement.</summary>
    public string? PageOf(string id) => requirements.GetValueOrDefault(id);

    /// <summary>The address of a section such as 5.4; null when no chapter has it.</summary>
    public string? SectionAddress(string number) => sections.GetValueOrDefault(number);

    public bool IsChapter(string path) => Path.GetDirectoryName(path) == standard.Folder && path.EndsWith(".md", StringComparison.Ordinal) && anchors.ContainsKey(path);

    /// <summary>Id of a chapter where all chapters are one page.</summary>
    public static string ChapterId(string path) => Path.GetFileNameWithoutExtension(path).ToLowerInvariant();

    /// <summary>What the anchors of a chapter begin with there.</summary>
    public static string PrefixOf(string path) => ChapterId(path) + "--";

    /// <summary>The permanent anchor of the heading that a link's anchor means.</summary>
    public string AnchorIn(string path, string anchor) => anchors.GetValueOrDefault(path)?.GetValueOrDefault(anchor) ?? anchor;
}
