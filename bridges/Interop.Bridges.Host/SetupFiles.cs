using System.Text.Json;
using Interop.Bridges.Connectors;

namespace Interop.Bridges.Host;

/// <summary>Writes what a connector prepared for its native server, readable by the owner only: it holds secrets.</summary>
internal static class SetupFiles
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <exception cref="IOException">A file is there already and may not be replaced; none was written then.</exception>
    public static void Write(string network, SetupResult result, DirectoryInfo folder, bool force, TextWriter output)
    {
        var files = result.Files.Select(f => (Path: Path.Combine(folder.FullName, f.Key), Content: f.Value)).ToList();
        if (!force && files.FirstOrDefault(f => File.Exists(f.Path)) is { Path: { } existing })
            throw new IOException($"{existing} is there already and holds secrets that are perhaps in use. Nothing was written; --force replaces it.");
        folder.Create();
        foreach (var (path, content) in files)
        {
            // Removed first: replacing would keep the old file's permissions.
            File.Delete(path);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(path, options);
            writer.Write(content);
            output.WriteLine($"Wrote {path}");
        }
        output.WriteLine();
        output.WriteLine(result.Text);
        if (result.Settings is not { } settings)
            return;
        output.WriteLine();
        output.WriteLine($"In the bridge's settings file, under connectors:{network}:");
        output.WriteLine(ToJson(settings));
    }

    private static string ToJson(IReadOnlyDictionary<string, string> settings)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            json.WriteStartObject();
            foreach (var (name, value) in settings)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
