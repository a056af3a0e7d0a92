namespace Interop.Cli.Spec.Sources;

/// <summary>The C# files of a checkout that people write; what tools make is left out.</summary>
internal static class SourceFiles
{
    private static readonly HashSet<string> Made = ["bin", "obj", "TestResults", "node_modules"];

    /// <summary>Paths relative to the checkout, with forward slashes, in order.</summary>
    public static IEnumerable<string> Under(string root, params string[] folders) =>
        folders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists).SelectMany(Walk)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs").Concat(Directory.EnumerateDirectories(folder).Where(inner => !Made.Contains(Path.GetFileName(inner))).SelectMany(Walk));
}
