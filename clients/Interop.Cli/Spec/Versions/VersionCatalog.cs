using System.Text.RegularExpressions;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Versions;

/// <summary>
/// The versions that a checkout knows: the draft in spec/; published ones as folders spec/versions/{name}, or as git tags spec-{name}; and on
/// demand any git revision.
/// </summary>
internal sealed partial class VersionCatalog : IDisposable
{
    private const string TagPrefix = "spec-";
    private readonly string root;
    private readonly GitHistory git;
    private readonly List<string> taken = [];
    private readonly Dictionary<string, StandardVersion> open = new(StringComparer.Ordinal);

    public VersionCatalog(string root)
    {
        this.root = Path.GetFullPath(root);
        git = new GitHistory(this.root);
        var folders = Directory.Exists(VersionsFolder) ? Directory.GetDirectories(VersionsFolder).Select(folder => Path.GetFileName(folder)!) : [];
        Published = [.. folders.Concat(git.Tags(TagPrefix + "*").Select(tag => tag[TagPrefix.Length..])).Where(IsName).Distinct(StringComparer.Ordinal).OrderDescending(new VersionOrder())];
    }

    /// <summary>Names of the published versions, the newest first.</summary>
    public IReadOnlyList<string> Published { get; }

    private string VersionsFolder => Path.Combine(root, "spec", "versions");

    /// <summary>The pages of a version.</summary>
    /// <param name="name">draft, a published version, or a git revision.</param>
    /// <exception cref="UsageException">There is no such version.</exception>
    public StandardVersion Get(string name)
    {
        if (!open.TryGetValue(name, out var version))
            open[name] = version = Open(name);
        return version;
    }

    /// <summary>The published versions before this one, the newest first.</summary>
    public IEnumerable<StandardVersion> Before(StandardVersion version)
    {
        var at = version.IsDraft ? -1 : Published.ToList().IndexOf(version.Name);
        return version.IsDraft || at >= 0 ? Published.Skip(at + 1).Select(Get) : [];
    }

    public void Dispose()
    {
        foreach (var folder in taken)
            Directory.Delete(folder, recursive: true);
    }

    private StandardVersion Open(string name)
    {
        if (name == StandardVersion.Draft)
            return new StandardVersion(name, StandardFolder.Of(root));
        if (!IsName(name))
            throw new UsageException($"'{name}' cannot be the name of a version: letters, digits, dots and hyphens only");
        var folder = Path.Combine(VersionsFolder, name);
        if (Directory.Exists(folder))
            return new StandardVersion(name, new StandardFolder(folder, folder));
        if ((git.Find(TagPrefix + name) ?? git.Find(name)) is not { } revision)
            throw new UsageException($"there is no version '{name}': neither spec/versions/{name}, nor the git tag {TagPrefix}{name}, nor a git revision of this name. Known: {string.Join(", ", Published.Prepend(StandardVersion.Draft))}");
        var copy = Directory.CreateTempSubdirectory("interop-spec-").FullName;
        taken.Add(copy);
        git.Extract(revision, copy, "spec", ":(glob)**/*.Tests/**");
        return new StandardVersion(name, StandardFolder.Of(copy));
    }

    private static bool IsName(string name) => NameForm().IsMatch(name);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,40}$", RegexOptions.NonBacktracking)]
    private static partial Regex NameForm();
}
