using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Interop.Cli.Spec.Site;
using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Tests.Spec.Site;

/// <summary>A site that was written to a folder of its own.</summary>
internal sealed class BuiltSite : IDisposable
{
    private readonly string root;

    /// <param name="root">The checkout.</param>
    public BuiltSite(string root) => this.root = root;

    public string Folder { get; } = Directory.CreateTempSubdirectory("spec-site-").FullName;

    /// <summary>Every page of every version, as path from the folder.</summary>
    public IEnumerable<string> Pages => Directory.EnumerateFiles(Folder, "*.html", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal);

    public BuiltSite Write(params string[] versions)
    {
        using var catalog = new VersionCatalog(root);
        foreach (var version in versions)
            new SiteBuild(catalog, Folder).Write(version);
        return this;
    }

    public string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>A page as a browser reads it.</summary>
    public IHtmlDocument Page(string file) => new HtmlParser().ParseDocument(Text(file));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
