using System.Collections.Concurrent;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Export;

/// <summary>
/// Carries exports out, one after the other: those that a crash has interrupted first, from where they were. What is cancelled, failed or past its time
/// leaves nothing on the disk.
/// </summary>
internal sealed partial class ExportWorker(ExportStore store, ExportParts parts, ServerOptions options, FaultPoints faults, TimeProvider time, ILogger<ExportWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, (ExportRun Run, long Anew, CancellationTokenSource End)> running = new(StringComparer.Ordinal);
    private readonly string root = options.Exports.Folder ?? Path.Combine(options.Data, "exports");

    /// <summary>How far an export is that runs now; null for none.</summary>
    public ExportView? Progress(string id) => running.TryGetValue(id, out var found) ? found.Run.View : null;

    /// <summary>Its package, which the caller disposes of; null when there is none.</summary>
    public Stream? Open(ExportRow row)
    {
        try
        {
            return FolderOf(row).OpenPackage();
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Ends an export that was not done, or removes what one that is done has left.</summary>
    public async Task StopAsync(ExportRow row)
    {
        if (row.State == ExportRow.Done)
        {
            await store.RemoveAsync(row.Id);
            Remove(row.Id);
            return;
        }
        var view = (Progress(row.Id) ?? ExportRun.ViewOf(row, new ExportProgress())) with { State = ExportRow.Cancelled, Phase = null, Rate = null, Octets = 0, Finished = WireTime.Format(time.GetUtcNow()) };
        await store.EndAsync(row, view);
        if (running.TryGetValue(row.Id, out var found))
            await found.End.CancelAsync();
        else
            Remove(row.Id);
    }

    /// <summary>The key of an export is gone: what runs of it ends, and what is left of it goes.</summary>
    public void Drop(string id)
    {
        if (running.TryGetValue(id, out var found))
            found.End.Cancel();
        else
            Remove(id);
    }

    /// <summary>The key of an export that is under way has changed: what runs under the one before ends, and the loop takes it up again.</summary>
    public void BeginAnew(ExportRow row)
    {
        if (running.TryGetValue(row.Id, out var found) && found.Anew != row.Anew)
            found.End.Cancel();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            Sweep();
            while (true)
            {
                foreach (var expired in store.Expired())
                {
                    await store.RemoveAsync(expired.Id);
                    Remove(expired.Id);
                }
                if (store.Next() is { } row)
                    await CarryOutAsync(row, stoppingToken);
                else
                    await Task.Delay(Poll, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task CarryOutAsync(ExportRow row, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await store.BeginAsync(row.Id);
        using var folder = FolderOf(row);
        var run = new ExportRun(row with { State = ExportRow.Running }, folder, parts, end.Token);
        running[row.Id] = (run, row.Anew, end);
        try
        {
            // Long and of the disk and the processor: on a thread of its own, so that requests do not wait behind it.
            var (view, manifest) = await Task.Factory.StartNew(run.Run, end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            faults.Crash(FaultPoints.ExportDone);
            if (await store.EndAsync(row, view, manifest))
                folder.KeepPackage();
            else
                Remove(row.Id);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The server stops, and goes on after its start; or somebody has cancelled it, and the record of that is written.
            if (!stop.IsCancellationRequested)
                Remove(row.Id);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            LogFailed(row.Id, fault);
            folder.Dispose();
            Remove(row.Id);
            await FailAsync(row, run.View, fault);
        }
        finally
        {
            running.TryRemove(row.Id, out _);
        }
    }

    private async Task FailAsync(ExportRow row, ExportView view, Exception fault)
    {
        var full = fault is NoSpaceException or IOException { HResult: 28 or unchecked((int)0x80070070) } or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL };
        try
        {
            await store.EndAsync(row, view with
            {
                State = ExportRow.Failed, Phase = null, Rate = null, Octets = 0, Finished = WireTime.Format(time.GetUtcNow()), Code = full ? "noSpace" : "fault",
                Detail = full ? "There is no room on the disk for this export; nothing of it was left there." : "The export could not be made; the server's log says why.",
            });
        }
        catch (Exception again) when (again is IOException or SqliteException)
        {
            // The archive cannot be written either: the export is tried again, and fails again or does not.
            LogFailed(row.Id, again);
            await Task.Delay(Poll * 20, time);
        }
    }

    /// <summary>At the start: what no export that is kept has left.</summary>
    private void Sweep()
    {
        if (!Directory.Exists(root))
            return;
        var kept = store.Kept().ToDictionary(row => row.Id, StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            if (!kept.TryGetValue(Path.GetFileName(folder), out var row))
                Directory.Delete(folder, recursive: true);
            else if (row.State == ExportRow.Done)
                FolderOf(row).KeepPackage();
        }
    }

    private ExportFolder FolderOf(ExportRow row) => new(Path.Combine(root, Guid.Parse(row.Id).ToString()), store.KeyOf(row), options.Exports.FreeMin, faults);

    private void Remove(string id)
    {
        ExportFolder.Delete(new DirectoryInfo(Path.Combine(root, Guid.Parse(id).ToString())));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The export {Id} could not be made; what was written of it is removed")]
    private partial void LogFailed(string id, Exception fault);
}
