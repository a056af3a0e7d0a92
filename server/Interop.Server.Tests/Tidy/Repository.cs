namespace Interop.Server.Tests.Tidy;

/// <summary>The files of this checkout that a developer writes; what tools make is left out.</summary>
internal static class Repository
{
    // What .gitignore keeps out, and git's own folder.
    private static readonly HashSet<string> Made = ["bin", "obj", "TestResults", ".git", ".servers", ".packages", ".vs", ".idea", "node_modules"];

    /// <summary>Absolute path of the folder with Interop.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Names in the root, made ones left out.</summary>
    public static IEnumerable<string> TopLevel() =>
        Directory.EnumerateFileSystemEntries(Root).Select(path => Path.GetFileName(path)!)
            .Where(name => !Made.Contains(name) && name != "data" && !name.EndsWith(".user", StringComparison.Ordinal));

    /// <summary>Written files with one of these extensions (such as .cs), relative to the root with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] extensions) =>
        Walk(Root).Where(path => extensions.Contains(Path.GetExtension(path))).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(d => !Made.Contains(Path.GetFileName(d)) && d != Path.Combine(Root, "data")))
        {
            foreach (var file in Walk(inner))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Interop.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no Interop.sln above {AppContext.BaseDirectory}");
    }
}
