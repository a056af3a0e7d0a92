namespace Interop.Server.Media;

/// <summary>
/// The files of media in the data folder: one for each digest, complete or absent. What is on its way in is a file of another folder, which is emptied
/// at the start: a crash leaves nothing half done behind.
/// </summary>
internal sealed class MediaFiles
{
    private const int LocksCount = 64;
    private readonly string folder;
    private readonly string arriving;
    private readonly long freeMin;

    // Between the file and its row in the store nobody else may decide on the same digest: see MediaCatalog.
    private readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, LocksCount).Select(_ => new SemaphoreSlim(1))];

    public MediaFiles(ServerOptions options)
    {
        folder = Path.Combine(options.Data, "media");
        arriving = Path.Combine(folder, "arriving");
        freeMin = options.Media.FreeMin;
        CreatePrivate(folder);
        if (Directory.Exists(arriving))
            Directory.Delete(arriving, recursive: true);
        CreatePrivate(arriving);
    }

    /// <summary>Whether so many octets more leave enough of the disk free.</summary>
    public bool HasRoomFor(long octets) => new DriveInfo(folder).AvailableFreeSpace - octets >= freeMin;

    /// <summary>Begins to take octets in.</summary>
    public MediaWriter Begin() => new(Path.Combine(arriving, Guid.CreateVersion7().ToString("N")));

    /// <summary>Waits until nobody else decides on this digest; dispose of what is answered.</summary>
    public async Task<IDisposable> LockAsync(string digest)
    {
        var one = locks[digest[0] % LocksCount];
        await one.WaitAsync();
        return new Held(one);
    }

    /// <summary>
    /// Gives what has arrived its name. A crash before: the arriving file is swept at the start. After, and before the row: the file is no media, and
    /// is swept. The folder is synced, so that after a row is committed the name is on the disk too.
    /// </summary>
    public void Place(string path, string digest)
    {
        var target = PathOf(digest);
        var parent = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(parent))
        {
            CreatePrivate(parent);
            FolderSync.Run(folder);
        }
        File.Move(path, target, overwrite: true);
        FolderSync.Run(parent);
    }

    public FileStream Open(string digest) => new(PathOf(digest), new FileStreamOptions
    {
        Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
    });

    public bool Exists(string digest) => File.Exists(PathOf(digest));

    public void Delete(string digest) => File.Delete(PathOf(digest));

    /// <summary>Digests of all files.</summary>
    public IEnumerable<string> All() => Directory.EnumerateDirectories(folder).Where(d => d != arriving).SelectMany(Directory.EnumerateFiles).Select(f => Path.GetFileName(f)!);

    /// <summary>A digest has no character that means something in a path: who calls this has checked that it is one.</summary>
    private string PathOf(string digest) => Path.Combine(folder, digest[..2], digest);

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private sealed class Held(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
