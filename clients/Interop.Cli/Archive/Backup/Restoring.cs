using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Interop.Cli.Verification;
using Interop.Protocol.Encoding;

namespace Interop.Cli.Archive.Backup;

/// <summary>
/// Puts a backup into a data folder: each file compared with the manifest as it is copied and as it is read back, then the whole archive verified.
/// Until all of that is good the folder has another name.
/// </summary>
/// <param name="backup">Its manifest is found to be signed.</param>
/// <param name="keyFolder">Where the keys are that encrypt the archive; null for the restored folder's own.</param>
/// <param name="notBefore">A checkpoint of the log that the backup must not be older than; null for none.</param>
internal sealed class Restoring(BackupFolder backup, string? keyFolder, string? notBefore)
{
    private const int BufferOctets = 1024 * 1024;

    /// <param name="target">A folder that is empty, or not there.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="stop">Ends it; nothing is left in the target.</param>
    /// <exception cref="UsageException">The target has something in it, or the backup is older than the checkpoint that was given.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged; the message names the file.</exception>
    public async Task<VerificationReport> RunAsync(string target, IProgress<string> progress, CancellationToken stop)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new UsageException($"'{target}' is not empty: a backup is restored into a folder of its own");
        RefuseOlder();
        var staged = target.TrimEnd(Path.DirectorySeparatorChar) + ".restoring";
        if (Directory.Exists(staged))
            Directory.Delete(staged, recursive: true);
        try
        {
            MakeFolder(staged);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{backup.Files.Count:N0} files, {backup.Files.Sum(f => f.Octets) / 1048576.0:N1} MiB are copied and compared"));
            foreach (var file in backup.Files)
                await CopyAsync(file, staged, stop);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{backup.Records:N0} records are verified"));
            var report = Verify(staged, stop);
            if (report.Fault is { } fault)
                throw new InvalidDataException(fault);
            if (report.Records != backup.Records)
                throw new InvalidDataException($"the manifest says {backup.Records} records, and there are {report.Records}");
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(staged, target);
            return report;
        }
        catch
        {
            Directory.Delete(staged, recursive: true);
            throw;
        }
    }

    private void RefuseOlder()
    {
        if (notBefore is null)
            return;
        if (backup.Keys.FaultOf(notBefore, out var kept) is { } fault)
            throw new UsageException($"the checkpoint of --not-before {fault}");
        if (kept.Size > backup.Records)
            throw new UsageException($"the backup ends at {backup.Records} records, and the checkpoint of --not-before has {kept.Size}: what came in between would be lost");
    }

    private VerificationReport Verify(string folder, CancellationToken stop)
    {
        using var data = new DataFolder(folder, keyFolder ?? Path.Combine(folder, "keys"));
        return new ArchiveVerifier(data, backup.Keys, notBefore ?? backup.Checkpoint).Run(null, stop);
    }

    private async Task CopyAsync(BackupFolder.Entry file, string target, CancellationToken stop)
    {
        // The manifest is signed, and is believed no more than that: no path leaves the folder.
        if (Path.IsPathRooted(file.Path) || file.Path.Split('/', '\\').Contains(".."))
            throw new InvalidDataException($"the manifest names a file outside of the backup: {RecordText.Printable(file.Path)}");
        var (from, to) = (Path.Combine(backup.Path, file.Path), Path.Combine(target, file.Path));
        if (!File.Exists(from))
            throw new InvalidDataException($"{file.Path} is missing");
        MakeFolder(Path.GetDirectoryName(to)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var sink = new FileStream(to, options))
        {
            Compare(file, await PassAsync(from, sink, stop), "in the backup");
            sink.Flush(flushToDisk: true);
        }
        Compare(file, await PassAsync(to, null, stop), "as it was read back");
    }

    private static void Compare(BackupFolder.Entry file, (long Octets, string Digest) found, string where)
    {
        if (found != (file.Octets, file.Digest))
            throw new InvalidDataException($"{file.Path} is not what the manifest says, {where}");
    }

    private static async Task<(long Octets, string Digest)> PassAsync(string from, Stream? to, CancellationToken stop)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        var octets = 0L;
        int read;
        while ((read = await source.ReadAsync(buffer, stop)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            octets += read;
            if (to is not null)
                await to.WriteAsync(buffer.AsMemory(0, read), stop);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return (octets, Base64UrlText.Of(hash.GetHashAndReset()));
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
