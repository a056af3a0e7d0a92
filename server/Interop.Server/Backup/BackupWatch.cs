using System.Text.Json;
using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Backup;

/// <summary>
/// Raises an alarm when the newest backup is too old (spec 08.13). What counts is when it was begun, since what was archived later is not in it, and only one
/// that was read again and found good; before the first one, when the archive began.
/// </summary>
internal sealed partial class BackupWatch(ServerOptions options, Database database, Alarms alarms, TimeProvider time, ILogger<BackupWatch> logger) : BackgroundService
{
    private const string Subject = "backups";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (options.Backup is not { Folder: not null, AgeMax: { } most })
        {
            // The operator does not ask for it any more.
            alarms.Clear(AlarmKinds.BackupOld, Subject);
            return;
        }
        using var look = new PeriodicTimer(options.Evidence.WatchEvery, time);
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
                Look(most);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private void Look(TimeSpan most)
    {
        try
        {
            var (newest, first) = database.Read(c => (c.QuerySingle<string?>("SELECT max(begun) FROM backups"), c.QuerySingleOrDefault<byte[]?>("SELECT record FROM records WHERE leaf=0")));
            if (newest is null && first is null)
                return;
            var since = newest is null ? BeginningOf(first!) : WireTime.Parse(newest);
            alarms.Set(time.GetUtcNow() - since > most, AlarmKinds.BackupOld, Subject,
                newest is null ? $"There is no backup, and there are records since {WireTime.Format(since)}." : $"The newest backup is of {newest}: what was archived since is nowhere else.");
        }
        catch (Exception fault) when (fault is SqliteException or JsonException or FormatException or KeyNotFoundException)
        {
            LogFault(fault);
        }
    }

    private static DateTimeOffset BeginningOf(byte[] first)
    {
        using var record = JsonDocument.Parse(first);
        return WireTime.Parse(record.RootElement.GetProperty("at").GetString()!);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How old the newest backup is could not be read")]
    private partial void LogFault(Exception fault);
}
