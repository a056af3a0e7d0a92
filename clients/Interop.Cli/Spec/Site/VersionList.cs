using System.Text.Json;
using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Spec.Site;

/// <summary>The versions that lie in the site's folder.</summary>
internal static class VersionList
{
    /// <summary>Writes versions.js, the newest first and the draft at the end, and the page that leads to the newest.</summary>
    public static void Write(string folder)
    {
        var versions = Directory.GetFiles(folder, "version.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
            .OrderBy(version => Name(version) == StandardVersion.Draft).ThenByDescending(Name, new VersionOrder())
            .ToList();
        File.WriteAllText(Path.Combine(folder, "versions.js"), $"window.ocipVersions = {JsonSerializer.Serialize(versions)};\n");
        var newest = Name(versions[0]);
        File.WriteAllText(Path.Combine(folder, "index.html"), Markup.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="refresh" content="0; url={newest}/index.html">
            <title>OCIP</title>
            </head>
            <body>
            <h1>OCIP, the Open Chat Interop Protocol</h1>
            <ul>{versions.Select(version => Markup.Of($"""<li><a href="{Name(version)}/index.html">{version.GetProperty("label").GetString()}</a></li>"""))}</ul>
            </body>
            </html>

            """).Html);
    }

    private static string Name(JsonElement version) => version.GetProperty("name").GetString()!;
}
