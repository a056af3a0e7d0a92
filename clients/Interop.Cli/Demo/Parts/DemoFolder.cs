namespace Interop.Cli.Demo.Parts;

/// <summary>The folder in which everything of one demo lies.</summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool isOwn;

    /// <param name="given">A folder that stays afterwards, or null for a new one that goes.</param>
    /// <exception cref="UsageException">The given folder has something in it.</exception>
    public DemoFolder(string? given)
    {
        isOwn = given is null;
        Root = given is null ? Directory.CreateTempSubdirectory("interop-demo-").FullName : Path.GetFullPath(given);
        Directory.CreateDirectory(Root);
        if (Directory.EnumerateFileSystemEntries(Root).Any())
            throw new UsageException($"{Root} has something in it: name an empty folder, or none");
    }

    public string Root { get; }

    /// <summary>A file or folder of its own in it.</summary>
    public string At(string name) => Path.Combine(Root, name);

    public void Dispose()
    {
        if (isOwn && Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
