using System.Buffers;
using System.Security.Cryptography;
using Interop.Protocol.Encoding;
using Interop.Server.Media;

namespace Interop.Server.Backup;

/// <summary>Copies files into a backup's folder, durably and for their owner alone, and reads them again to compare.</summary>
/// <param name="target">The backup's folder.</param>
internal sealed class FileCopies(string target)
{
    private const int BufferOctets = 256 * 1024;

    public List<BackedUpFile> Done { get; } = [];

    /// <summary>Makes a folder that only its owner may look into.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Copies a file; false when it is not there any more.</summary>
    /// <param name="from">The file.</param>
    /// <param name="name">Its path in the backup.</param>
    /// <param name="copied">Told the octets.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<bool> CopyAsync(string from, string name, Action<long> copied, CancellationToken stop)
    {
        FileStream source;
        try
        {
            source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferOctets, useAsync: true);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        await using (source)
        {
            var path = Path.Combine(target, name);
            MakeFolder(Path.GetDirectoryName(path)!);
            await using var sink = new FileStream(path, Private(FileMode.CreateNew));
            var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
            int read;
            while ((read = await source.ReadAsync(buffer, stop)) > 0)
            {
                await sink.WriteAsync(buffer.AsMemory(0, read), stop);
                copied(read);
            }
            ArrayPool<byte>.Shared.Return(buffer);
            sink.Flush(flushToDisk: true);
        }
        await NoteAsync(name, stop);
        return true;
    }

    public async Task WriteAsync(string name, byte[] octets, CancellationToken stop)
    {
        var path = Path.Combine(target, name);
        MakeFolder(Path.GetDirectoryName(path)!);
        await using (var sink = new FileStream(path, Private(FileMode.CreateNew)))
        {
            await sink.WriteAsync(octets, stop);
            sink.Flush(flushToDisk: true);
        }
        await NoteAsync(name, stop);
    }

    /// <summary>Takes the digest of a file that is in the folder.</summary>
    public async Task NoteAsync(string name, CancellationToken stop)
    {
        var (octets, digest) = await DigestAsync(Path.Combine(target, name), stop);
        Done.Add(new BackedUpFile(name, octets, digest));
    }

    /// <summary>Makes the names durable, of the folders below too.</summary>
    public void SyncFolders()
    {
        foreach (var folder in Directory.EnumerateDirectories(target, "*", SearchOption.AllDirectories))
            FolderSync.Run(folder);
        FolderSync.Run(target);
    }

    /// <summary>Reads every file again; answers the first that is not as it was written, or null.</summary>
    public async Task<string?> FirstWrongAsync(CancellationToken stop)
    {
        foreach (var file in Done)
        {
            var (octets, digest) = await DigestAsync(Path.Combine(target, file.Path), stop);
            if (octets != file.Octets || digest != file.Digest)
                return file.Path;
        }
        return null;
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static async Task<(long Octets, string Digest)> DigestAsync(string path, CancellationToken stop)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferOctets, useAsync: true);
        return (file.Length, Base64UrlText.Of(await SHA256.HashDataAsync(file, stop)));
    }
}
