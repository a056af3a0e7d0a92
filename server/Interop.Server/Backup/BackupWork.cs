using System.Diagnostics;
using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Decisions;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Archive.Encryption;
using Interop.Server.Media;
using Interop.Server.Storage;

namespace Interop.Server.Backup;

/// <summary>
/// Makes one backup while the server goes on: the database as it is at one moment, the files of messages, the server's keys sealed; all of it read again
/// and compared, the records hashed up to their signed root; then the manifest. A crash before the manifest has its name leaves a folder that is no
/// backup; after it, a good one that the log may not tell of.
/// </summary>
internal sealed class BackupWork(ServerOptions options, Database database, ArchiveKeys keys, IKeyEncryption encryption, FaultPoints faults, TimeProvider time)
{
    private const string DatabaseFile = "ocip.db";

    // What has not arrived yet is of nobody.
    private static readonly string[] Unfinished = ["arriving", "partial"];
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(200);

    public BackupView Begin(BackupRequest request) => new()
    {
        Name = request.Name, State = BackupView.Running, Begun = WireTime.Format(time.GetUtcNow()), Octets = 0, WithKeys = request.WithKeys == true,
    };

    /// <exception cref="Exception">There is no backup: the disk is full, a file cannot be read, or what was copied is not what it should be.</exception>
    public async Task<BackupView> RunAsync(string folder, BackupView begun, Action<BackupView> tell, CancellationToken stop)
    {
        FileCopies.MakeFolder(folder);
        var files = new FileCopies(folder);
        var (copied, told) = (0L, time.GetTimestamp());
        void Copied(long octets)
        {
            copied += octets;
            if (time.GetElapsedTime(told) < TellEvery)
                return;
            told = time.GetTimestamp();
            tell(begun with { Octets = copied });
        }

        await DatabaseCopy.RunAsync(database, Path.Combine(folder, DatabaseFile), (done, total) => tell(begun with { Octets = done, Total = total }), stop);
        faults.Crash(FaultPoints.BackupCopied);
        await files.NoteAsync(DatabaseFile, stop);
        copied = files.Done[0].Octets;
        await MediaAsync(files, Copied, stop);
        await files.WriteAsync(SealedKeys.FileName, SealedKeys.Seal(Path.Combine(options.Data, "keys"), encryption, database.Vault.Groups.Current), stop);
        if (begun.WithKeys)
        {
            foreach (var file in SealedKeys.EncryptionKeyFiles(options.KeyFolder))
                await files.CopyAsync(file, $"keys/{Path.GetFileName(file)}", Copied, stop);
        }

        var copy = BackupCheck.Run(Path.Combine(folder, DatabaseFile), stop);
        RefuseMissing(files, copy.Media);
        files.SyncFolders();
        if (await files.FirstWrongAsync(stop) is { } wrong)
            throw new InvalidDataException($"{wrong} was read back differently than it was written");
        var ended = WireTime.Format(time.GetUtcNow());
        var (manifest, digest) = BackupManifest.Sign(BackupManifest.Compose(options.Log, begun.Begun, ended, copy, files, keys.Public()), keys.Checkpoint);
        await files.WriteAsync(BackupManifest.FileName + ".new", manifest, stop);
        faults.Crash(FaultPoints.BackupBeforeName);
        File.Move(Path.Combine(folder, BackupManifest.FileName + ".new"), Path.Combine(folder, BackupManifest.FileName));
        FolderSync.Run(folder);
        return begun with { State = BackupView.Done, Ended = ended, Octets = files.Done.Sum(f => f.Octets), Records = copy.Records, Manifest = digest };
    }

    /// <summary>Takes away what there is of it.</summary>
    public BackupView Failed(string folder, BackupView begun, Exception fault)
    {
        try
        {
            File.Delete(Path.Combine(folder, BackupManifest.FileName));
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (IOException left)
        {
            // A folder without a manifest is no backup; that it is still there costs only its octets.
            Trace.TraceWarning(left.Message);
        }
        return begun with { State = BackupView.Failed, Ended = WireTime.Format(time.GetUtcNow()), Code = DecisionCodes.ArchiveUnavailable.Code, Detail = $"There is no backup: {fault.Message}" };
    }

    private async Task MediaAsync(FileCopies files, Action<long> copied, CancellationToken stop)
    {
        var media = new DirectoryInfo(Path.Combine(options.Data, "media"));
        if (!media.Exists)
            return;
        foreach (var file in media.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true }))
        {
            var name = Path.GetRelativePath(options.Data, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (!Array.Exists(Unfinished, part => name.StartsWith($"media/{part}/", StringComparison.Ordinal)))
                await files.CopyAsync(file.FullName, name, copied, stop);
        }
    }

    /// <summary>A file may have ended since the copied state; one that has not must be in the backup.</summary>
    private void RefuseMissing(FileCopies files, string[] media)
    {
        var there = files.Done.Select(f => Path.GetFileName(f.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (var file in media.Where(file => !there.Contains(file)))
        {
            if (database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM media WHERE file=@file", new { file })) > 0)
                throw new InvalidDataException($"the file {file} of a message is not in the data folder");
        }
    }
}
