using System.Text.Json;
using Interop.Server.Media;
using Interop.Server.Storage;

namespace Interop.Server.Export;

/// <summary>
/// The folder in which one export is prepared: files below <c>files</c> as they will stand in the package, <c>progress.json</c> beside them, in the end
/// <c>package.zip</c>, all but the second encrypted (see <see cref="CipherStream"/>). A file grows segment by segment; see <see cref="ExportProgress"/> for what a crash leaves.
/// </summary>
internal sealed class ExportFolder(string path, byte[] key, long freeMin, FaultPoints faults) : IDisposable
{
    private const int BufferOctets = 256 * 1024;
    private const string PackageName = "package.zip";
    private readonly Dictionary<string, CipherStream> open = new(StringComparer.Ordinal);
    private Dictionary<string, long> counted = [];
    private readonly DriveInfo drive = new(Path.GetFullPath(path));

    public string Files => Path.Combine(path, "files");

    private string Package => Path.Combine(path, PackageName);

    private string ProgressFile => Path.Combine(path, "progress.json");

    /// <summary>What was reached before, or null; the files are cut to what counts.</summary>
    /// <param name="anew">Which beginning of the export: files of an earlier one are of a key that is gone.</param>
    public ExportProgress? Resume(long anew)
    {
        if (!File.Exists(ProgressFile))
        {
            Clear();
            return null;
        }
        var progress = JsonSerializer.Deserialize(File.ReadAllBytes(ProgressFile), ExportJson.Default.ExportProgress)!;
        if (progress.Anew != anew)
        {
            Clear();
            return null;
        }
        counted = progress.Lengths;
        foreach (var name in counted.Keys)
            Open(name);
        return progress;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Close();
        counted = [];
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        Directory.CreateDirectory(Files);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A file that grows, by its path in the package; with a point in front, one that does not go into it. The caller writes at its end.</summary>
    public Stream Grow(string name) => Open(name);

    /// <summary>A file that is written at once, in place of one that a crash may have left.</summary>
    public CipherStream Create(string name)
    {
        faults.Crash(FaultPoints.ExportSegment);
        var file = Target(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return Encrypted(file, name, FileMode.Create);
    }

    /// <summary>A file that is complete.</summary>
    public CipherStream OpenRead(string name) => new(new FileStream(Target(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferOctets), key, name);

    /// <summary>The package while it is made; <see cref="Finish"/> gives it its name.</summary>
    public CipherStream CreatePackage() => Encrypted(Package + ".part", PackageName, FileMode.Create);

    /// <summary>The package is whole from here on.</summary>
    public void Finish()
    {
        File.Move(Package + ".part", Package, overwrite: true);
        FolderSync.Run(path);
    }

    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public CipherStream OpenPackage() => new(
        new FileStream(Package, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous }), key, PackageName);

    /// <summary>Makes everything durable, and then that it is: from here an interrupted export goes on.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public void Save(ExportProgress progress)
    {
        RefuseWithoutRoom();
        foreach (var (name, file) in open)
        {
            file.Sync();
            progress.Lengths[name] = file.Position;
        }
        faults.Crash(FaultPoints.ExportSegment);
        var next = ProgressFile + ".next";
        using (var file = new FileStream(next, FileMode.Create))
        {
            JsonSerializer.Serialize(file, progress, ExportJson.Default.ExportProgress);
            file.Flush(flushToDisk: true);
        }
        File.Move(next, ProgressFile, overwrite: true);
        FolderSync.Run(path);
    }

    /// <exception cref="NoSpaceException">Less would be left free than the archive needs.</exception>
    public void RefuseWithoutRoom()
    {
        if (faults.Fails(FaultPoints.ExportSpace) || drive.AvailableFreeSpace < freeMin)
            throw new NoSpaceException();
    }

    /// <summary>Closes what grows; the files are complete.</summary>
    public void Close()
    {
        foreach (var file in open.Values)
            file.Dispose();
        open.Clear();
    }

    /// <summary>When the package is there: only it stays.</summary>
    public void KeepPackage()
    {
        Close();
        if (!Directory.Exists(path))
            return;
        foreach (var other in new DirectoryInfo(path).EnumerateFileSystemInfos().Where(f => f.FullName != Path.GetFullPath(Package)))
        {
            if (other is DirectoryInfo folder)
                Delete(folder);
            else
                other.Delete();
        }
    }

    /// <summary>A folder that somebody else may be removing at the same time: the end of an export, and who does not want it any more.</summary>
    public static void Delete(DirectoryInfo folder)
    {
        while (Directory.Exists(folder.FullName))
        {
            try
            {
                folder.Delete(recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // A part of it was gone before: what is left is looked at again.
                folder.Refresh();
            }
        }
    }

    /// <summary>Closes what grows, whatever the disk says: what was not complete does not count, and is cut off or thrown away.</summary>
    public void Dispose()
    {
        foreach (var file in open.Values)
        {
            try
            {
                file.Dispose();
            }
            catch (IOException)
            {
                // A full disk takes the rest of a buffer no more than what came before; the file is closed all the same.
                continue;
            }
        }
        open.Clear();
    }

    private CipherStream Encrypted(string file, string name, FileMode mode) => new(new FileStream(file, mode, FileAccess.ReadWrite, FileShare.Read, BufferOctets), key, name);

    private CipherStream Open(string name)
    {
        if (open.TryGetValue(name, out var known))
            return known;
        var file = Target(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var stream = Encrypted(file, name, FileMode.OpenOrCreate);
        // What a crash has left beyond what counts goes.
        stream.SetLength(counted.GetValueOrDefault(name));
        stream.Seek(0, SeekOrigin.End);
        return open[name] = stream;
    }

    /// <summary>Names are made here from ids, digests and dates, never from what people wrote.</summary>
    private string Target(string name) => name.StartsWith('.') ? Path.Combine(path, name[1..] + ".tmp") : Path.Combine(Files, name.Replace('/', Path.DirectorySeparatorChar));
}
