using System.Collections.Concurrent;
using Interop.Server.Archive.Encryption;

namespace Interop.Server.Media;

/// <summary>
/// The files of media in the data folder: encrypted, complete or absent, under random names. What is on its way in is in folders of its own: one for
/// what comes in one request, which is emptied at the start, and one for what comes in several.
/// </summary>
internal sealed class MediaFiles
{
    private const int LocksCount = 64;
    private readonly string folder;
    private readonly string arriving;
    private readonly string partial;
    private readonly long freeMin;
    private readonly MediaKeys keys;

    // Files that have their name and not yet their row: they are nobody's to sweep.
    private readonly ConcurrentDictionary<string, bool> unsettled = new(StringComparer.Ordinal);

    // Between the file and its row in the store nobody else may decide on the same octets: see MediaCatalog.
    private readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, LocksCount).Select(_ => new SemaphoreSlim(1))];

    public MediaFiles(ServerOptions options, MediaKeys keys)
    {
        this.keys = keys;
        folder = Path.Combine(options.Data, "media");
        (arriving, partial) = (Path.Combine(folder, "arriving"), Path.Combine(folder, "partial"));
        freeMin = options.Media.FreeMin;
        CreatePrivate(folder);
        if (Directory.Exists(arriving))
            Directory.Delete(arriving, recursive: true);
        CreatePrivate(arriving);
        CreatePrivate(partial);
    }

    /// <summary>Whether so many octets more leave enough of the disk free.</summary>
    public bool HasRoomFor(long octets) => new DriveInfo(folder).AvailableFreeSpace - octets >= freeMin;

    /// <summary>Begins to take octets in.</summary>
    public MediaWriter Begin() => new(Path.Combine(arriving, Guid.CreateVersion7().ToString("N")));

    /// <summary>Opens what has come as a whole and has no row yet.</summary>
    public DataFileReader Open(ArrivedMedia arrived) => DataFile.OpenRead(PathOfArrived(arrived.File), arrived.Key);

    /// <summary>Where a file that comes in several requests is meanwhile.</summary>
    public string PathOfPartial(string file) => Path.Combine(partial, file);

    /// <summary>A crash has come between the file's place and its row: it comes in again.</summary>
    public void TakeBack(string file)
    {
        if (!File.Exists(PathOfPartial(file)) && File.Exists(PathOf(file)))
            File.Move(PathOf(file), PathOfPartial(file));
    }

    /// <summary>Waits until nobody else decides on these octets; dispose of what is answered.</summary>
    public async Task<IDisposable> LockAsync(MediaName name)
    {
        var one = locks[name.Value[0] % LocksCount];
        await one.WaitAsync();
        return new Held(one);
    }

    /// <summary>
    /// Gives what has arrived its place. A crash before: the arriving file is swept at the start. After, and before the row: the file is no media, and
    /// is swept. The folder is synced, so that after a row is committed the name is on the disk too.
    /// </summary>
    public void Place(string file)
    {
        unsettled[file] = true;
        var target = PathOf(file);
        var parent = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(parent))
        {
            CreatePrivate(parent);
            FolderSync.Run(folder);
        }
        File.Move(PathOfArrived(file), target);
        FolderSync.Run(parent);
    }

    /// <summary>The row of a placed file is committed, or it was taken back.</summary>
    public void Settle(string file) => unsettled.TryRemove(file, out _);

    /// <exception cref="DataFileException">The file is not what was written.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public DataFileReader Open(StoredMedia media) => DataFile.OpenRead(PathOf(media.File!), keys.Unwrap(media.Key!));

    public bool Exists(string file) => File.Exists(PathOf(file));

    public void Delete(string file) => File.Delete(PathOf(file));

    /// <summary>Files that have no row by now and will not get one, as far as the folder knows: ask the store after this.</summary>
    public IEnumerable<string> Settled() => Directory.EnumerateDirectories(folder).Where(d => d != arriving && d != partial)
        .SelectMany(Directory.EnumerateFiles).Select(f => Path.GetFileName(f)!).Where(f => Guid.TryParseExact(f, "N", out _) && !unsettled.ContainsKey(f));

    /// <summary>Files that come in several requests.</summary>
    public IEnumerable<string> Partial() => Directory.EnumerateFiles(partial).Select(f => Path.GetFileName(f)!);

    /// <summary>Makes removals durable.</summary>
    public void SyncRemovals(IEnumerable<string> files)
    {
        foreach (var parent in files.Select(f => Path.GetDirectoryName(PathOf(f))!).Distinct(StringComparer.Ordinal).Where(Directory.Exists))
            FolderSync.Run(parent);
    }

    private string PathOf(string file) => Path.Combine(folder, file[^2..], file);

    private string PathOfArrived(string file)
    {
        var path = Path.Combine(arriving, file);
        return File.Exists(path) ? path : PathOfPartial(file);
    }

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
