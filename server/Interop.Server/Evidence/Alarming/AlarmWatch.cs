using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Reconciliation;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Alarming;

/// <summary>Looks at what the archive rests on, every few seconds: whether the log grows, the clock, the disk, the keys.</summary>
internal sealed partial class AlarmWatch(ServerOptions options, AppendLog log, ArchiveKeys keys, Captures captures, Alarms alarms, TimeProvider time, ILogger<AlarmWatch> logger) : BackgroundService
{
    private const long DiskOctetsMin = 1L << 30;
    private const double DiskShareMin = 0.05;
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StalledMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeyEndsWithin = TimeSpan.FromDays(14);

    private (long Commits, DateTimeOffset Since)? still;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        using var look = new PeriodicTimer(options.Evidence.WatchEvery, time);
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
            {
                var now = time.GetUtcNow();
                LookAtLog(now);
                LookAtDisk();
                LookAtKeys(now);
                LookAtCaptures();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private void LookAtLog(DateTimeOffset now)
    {
        alarms.Set(log.Latest > now + ClockSlack, AlarmKinds.ClockBack, "clock",
            $"The clock says {WireTime.Format(now)}, and the archive's last record is of {WireTime.Format(log.Latest)}: records keep that time until the clock has caught up.");
        still = !log.IsWaiting ? null : still is { } before && before.Commits == log.Commits ? before : (log.Commits, now);
        var failing = log.FailingSince;
        var since = failing ?? (still is { } stands && now - stands.Since >= StalledMax ? stands.Since : null);
        alarms.Set(since is not null, AlarmKinds.ArchiveStalled, "log",
            failing is null ? $"Submissions wait since {since:O} and nothing is committed." : $"Nothing can be committed since {since:O}: the reason is in the server's log. Nothing is accepted meanwhile.");
    }

    private void LookAtDisk()
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(options.Data));
            var free = drive.AvailableFreeSpace;
            var low = Math.Min(DiskOctetsMin, (long)(drive.TotalSize * DiskShareMin));
            alarms.Set(free < low, AlarmKinds.DiskFull, "data", $"{free / (1 << 20)} MiB are free where the archive is; below {low / (1 << 20)} MiB it is time to act.");
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            LogNoDisk(unknown.Message);
        }
    }

    private void LookAtCaptures()
    {
        try
        {
            captures.Look();
        }
        catch (SqliteException fault)
        {
            LogNoCaptures(fault);
        }
    }

    private void LookAtKeys(DateTimeOffset now)
    {
        foreach (var purpose in KeyPurposes.All)
        {
            var ring = keys.Ring(purpose)!;
            var ends = ring.Find(ring.Current.KeyId)?.NotAfter is { } text ? WireTime.Parse(text) : (DateTimeOffset?)null;
            alarms.Set(ends is { } end && end - now < KeyEndsWithin && ring.Next is null, AlarmKinds.KeyExpiring, purpose,
                $"The key of purpose {purpose} ends {ends:O}, and no next one is announced.");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "How much of the disk is free is not known: {Reason}")]
    private partial void LogNoDisk(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether bridges get what is said on their networks could not be read")]
    private partial void LogNoCaptures(Exception fault);
}
