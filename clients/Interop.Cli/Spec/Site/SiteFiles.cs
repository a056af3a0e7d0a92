using System.Text.Json;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Site;

/// <summary>What lies beside the pages: style and scripts, the search's index, and the machine-readable files.</summary>
internal static class SiteFiles
{
    private static readonly string[] Assets = ["site.css", "site.js", "theme.js"];
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(SiteVersion site, IReadOnlyList<SitePage> pages, string home)
    {
        var assets = Directory.CreateDirectory(Path.Combine(home, "assets")).FullName;
        foreach (var asset in Assets)
            File.WriteAllText(Path.Combine(assets, asset), Embedded(asset));
        File.WriteAllText(Path.Combine(assets, "search-index.js"), SearchIndex(pages));
        // The list of versions is made from these.
        File.WriteAllText(Path.Combine(home, "version.json"), JsonSerializer.Serialize(new { name = site.Version.Name, label = site.Version.Label, pages = pages.Select(page => page.Address) }));
        var files = Path.Combine(home, "files");
        Copy(site.Standard.Examples, Path.Combine(files, "examples"));
        Copy(site.Standard.Schemas, Path.Combine(files, "schemas"));
        Copy(site.Standard.Vectors, Path.Combine(files, "vectors"));
        Copy(site.Standard.OtherFiles, files);
        Copy(new[] { RequirementTable.Name, RetiredId.FileName }.Select(name => site.Standard.At(name)).Where(File.Exists), files);
        File.WriteAllText(Path.Combine(files, "requirements.json"), JsonSerializer.Serialize(site.Standard.Requirements.Select(r => new
        {
            id = r.Id, level = r.Level, actor = r.Actor, text = r.Text, page = r.Page, section = r.Heading, since = r.Since, profile = r.Profile, testedBy = r.Tests, untestedBecause = r.UntestedBecause,
        }), Readable) + "\n");
    }

    /// <summary>Calls to a function that the page defines, since pages opened from a disk may not read files.</summary>
    private static string SearchIndex(IEnumerable<SitePage> pages) =>
        "ocipSearchIndex(" + JsonSerializer.Serialize(pages.SelectMany(page => page.Search.Select(entry => new[] { entry.Kind.ToString(), entry.Address, entry.Title, entry.Text, page.Title }))) + ");\n";

    private static void Copy(IEnumerable<string> files, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files)
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }

    private static string Embedded(string name)
    {
        using var stream = typeof(SiteFiles).Assembly.GetManifestResourceStream("Site." + name) ?? throw new InvalidOperationException($"the program lacks its part {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
