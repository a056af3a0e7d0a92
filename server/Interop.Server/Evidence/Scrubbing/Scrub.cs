using Dapper;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Media;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence.Scrubbing;

/// <summary>
/// Reads everything that is stored again and compares it with what was signed (spec 08), a commit at a time and slowly, so that nobody
/// notices it but the disk. What is wrong is an alarm at once. A restart goes on where the pass was; memory does not grow with the archive.
/// </summary>
internal sealed partial class Scrub : BackgroundService
{
    private const int FaultsMax = 1000;
    private static readonly TimeSpan KeptEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    private readonly Database database;
    private readonly AppendLog log;
    private readonly Alarms alarms;
    private readonly LogScrub records;
    private readonly MediaScrub media;
    private readonly DatabaseScrub tables;
    private readonly EvidenceOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<Scrub> logger;
    private readonly SemaphoreSlim asked = new(0);
    private volatile ScrubState? state;

    public Scrub(ServerOptions options, Database database, AppendLog log, ArchiveKeys keys, Alarms alarms, MediaScrub media, TimeProvider time, ILogger<Scrub> logger)
    {
        (this.database, this.log, this.alarms, this.options, this.time, this.logger) = (database, log, alarms, options.Evidence, time, logger);
        (records, this.media, tables) = (new LogScrub(database, keys, options.Log), media, new DatabaseScrub(database));
        state = database.Read(ScrubState.Load);
    }

    /// <summary>Begins a pass now, unless one goes on.</summary>
    public void Ask()
    {
        if (asked.CurrentCount == 0)
            asked.Release();
    }

    public ScrubView View()
    {
        var now = state;
        var faults = now is null ? [] : database.Read(c => c.Query<(string Subject, string Detail, string Found)>(
            "SELECT subject, detail, found FROM scrub_faults WHERE pass=@Pass ORDER BY rowid LIMIT @FaultsMax", new { now.Pass, FaultsMax }).Select(f => new ScrubFaultView(f.Subject, f.Detail, f.Found)).ToArray());
        return new ScrubView
        {
            Pass = now?.Pass ?? 0,
            Records = now?.Leaf ?? 0,
            OfRecords = now?.Size ?? 0,
            Files = now?.Files ?? 0,
            StartedAt = now is null ? null : WireTime.Format(now.Started),
            FinishedAt = now?.Finished is { } at ? WireTime.Format(at) : null,
            Faults = faults,
        };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await UntilDueAsync(stoppingToken);
                try
                {
                    await PassAsync(stoppingToken);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    // Whatever it met, the server goes on, and the pass after a while where it was.
                    LogFault(fault);
                    await Task.Delay(AfterFault, time, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It goes on where it was kept last.
            return;
        }
    }

    private async Task UntilDueAsync(CancellationToken stop)
    {
        if (state is { Finished: null })
            return;
        var due = (state?.Finished ?? time.GetUtcNow() - options.ScrubEvery) + options.ScrubEvery - time.GetUtcNow();
        if (due > TimeSpan.Zero || log.Committed == 0)
            await asked.WaitAsync(due > TimeSpan.Zero ? due : AfterFault, stop);
    }

    private async Task PassAsync(CancellationToken stop)
    {
        if (log.Committed == 0)
            return;
        var pass = state is { Finished: null } going ? going : new ScrubState { Pass = (state?.Pass ?? 0) + 1, Started = time.GetUtcNow(), Size = log.Committed };
        state = pass;
        await log.WriteAsync(Kept(pass));
        var kept = time.GetTimestamp();
        while (pass.Leaf < pass.Size)
        {
            var (first, begun) = (pass.Leaf, time.GetTimestamp());
            await FoundAsync(pass, StepOf(pass));
            if (time.GetElapsedTime(kept) > KeptEvery)
            {
                await log.WriteAsync(Kept(pass));
                kept = time.GetTimestamp();
            }
            var pace = TimeSpan.FromSeconds((pass.Leaf - first) / options.ScrubPace) - time.GetElapsedTime(begun);
            if (pace > TimeSpan.Zero)
                await Task.Delay(pace, time, stop);
            stop.ThrowIfCancellationRequested();
        }
        var last = new List<ScrubFault>();
        records.End(pass.Leaf, last);
        await FoundAsync(pass, last);
        foreach (var table in tables.Tables())
        {
            await FoundAsync(pass, [.. tables.Check(table)]);
            stop.ThrowIfCancellationRequested();
        }
        await FilesAsync(pass, stop);
        pass.Finished = time.GetUtcNow();
        await log.WriteAsync(Kept(pass));
        var faults = View().Faults;
        // What an earlier pass found and this one did not is mended.
        alarms.Keep(AlarmKinds.ScrubFault, faults.Select(f => f.Subject).ToHashSet(StringComparer.Ordinal));
        LogDone(pass.Pass, pass.Leaf, pass.Files, faults.Length);
    }

    private List<ScrubFault> StepOf(ScrubState pass)
    {
        var faults = new List<ScrubFault>();
        var first = pass.Leaf;
        try
        {
            records.Step(first, pass.Edge, faults);
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB)
        {
            faults.Add(new ScrubFault($"database at record {first}", $"The database itself is damaged here: {broken.Message}"));
        }
        // Whatever cannot be read must not hold up the rest.
        if (pass.Leaf == first)
            pass.Edge.Append(new byte[32]);
        return faults;
    }

    /// <summary>A restart begins them anew: whoever keeps them reads them in an order of their own.</summary>
    private async Task FilesAsync(ScrubState pass, CancellationToken stop)
    {
        // A record's worth of time for each 64 KiB.
        async ValueTask PaceAsync(int octets) => await Task.Delay(TimeSpan.FromSeconds(octets / 65_536d / options.ScrubPace), time, stop);
        await foreach (var fault in media.CheckAsync(PaceAsync, stop))
        {
            var whose = fault.Leaf is { } leaf ? $"The file of record {leaf}" : "A file that no record refers to yet";
            await FoundAsync(pass, [new ScrubFault($"media {fault.File}", $"{whose}: {fault.What}{(fault.Chunk is { } chunk ? $" (chunk {chunk})" : "")}.")]);
        }
        pass.Files = database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM media WHERE file IS NOT NULL"));
    }

    private async Task FoundAsync(ScrubState pass, List<ScrubFault> faults)
    {
        if (faults.Count == 0)
            return;
        var found = WireTime.Format(time.GetUtcNow());
        await log.WriteAsync(c => c.Execute("INSERT INTO scrub_faults(pass, subject, detail, found) VALUES (@Pass, @Subject, @Detail, @found) ON CONFLICT DO NOTHING",
            faults.Take(FaultsMax).Select(f => new { pass.Pass, f.Subject, f.Detail, found })));
        foreach (var fault in faults)
            alarms.Raise(AlarmKinds.ScrubFault, fault.Subject, fault.Detail);
    }

    private static Func<SqliteConnection, bool> Kept(ScrubState pass) => writer =>
    {
        pass.Keep(writer);
        return true;
    };

    public override void Dispose()
    {
        asked.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Scrub {Pass}: {Records} records and {Files} files were read again, {Faults} faults")]
    private partial void LogDone(long pass, long records, long files, int faults);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scrub had to stop; it goes on")]
    private partial void LogFault(Exception fault);
}
