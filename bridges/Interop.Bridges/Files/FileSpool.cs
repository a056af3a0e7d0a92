namespace Interop.Bridges.Files;

/// <summary>
/// Octets of files between two networks, one at a time on the bridge's own disk: what goes on is complete, and was checked, before its first octet is sent. A file
/// is gone when its transfer ends; what a crash leaves is thrown away at the next start.
/// </summary>
internal sealed class FileSpool
{
    private readonly string folder;
    private long files;

    /// <param name="folder">Of this bridge alone.</param>
    public FileSpool(string folder)
    {
        this.folder = folder;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public SpooledFile Begin() => new(Path.Combine(folder, $"{Interlocked.Increment(ref files)}"));
}
