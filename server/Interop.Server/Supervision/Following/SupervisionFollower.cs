using Dapper;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Evidence.Alarming;
using Interop.Server.Search.Index;
using Interop.Server.Storage;

namespace Interop.Server.Supervision.Following;

/// <summary>
/// Follows the log with a cursor of its own and makes items. Nobody waits for it: it reads what is committed. What it makes and its cursor are one
/// commit; a crash before it, and the same records are read again. When a step fails it is tried again, and an alarm stands until it is done.
/// </summary>
internal sealed partial class SupervisionFollower(Database database, SourceReader source, ItemMaker maker, AppendLog log, Alarms alarms, TimeProvider time, ILogger<SupervisionFollower> logger) : BackgroundService
{
    private const int RecordsPerStep = 500;
    private const string Subject = "supervision";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TryAgainMax = TimeSpan.FromSeconds(30);

    /// <summary>The next record that it will read.</summary>
    public long Cursor => database.Read(c => c.ExecuteScalar<long>("SELECT cursor FROM supervision_follower WHERE id=1"));

    /// <summary>Takes the next records. False: there was none.</summary>
    public async Task<bool> StepAsync()
    {
        var cursor = Cursor;
        if (cursor >= log.Committed)
            return false;
        var records = source.Page(cursor, RecordsPerStep);
        if (records.Count == 0)
            return false;
        var page = maker.Of(records);
        var created = WireTime.Format(time.GetUtcNow());
        await log.WriteAsync(connection => page.Write(connection, cursor, records[^1].Leaf + 1, created));
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var wait = Look;
        var failing = false;
        try
        {
            while (true)
            {
                try
                {
                    var worked = await StepAsync();
                    if (failing)
                        alarms.Clear(AlarmKinds.SupervisionBehind, Subject);
                    (failing, wait) = (false, Look);
                    if (worked)
                        continue;
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    LogFailed(fault);
                    wait = wait * 2 < TryAgainMax ? wait * 2 : TryAgainMax;
                    if (!failing)
                        alarms.Raise(AlarmKinds.SupervisionBehind, Subject, "Records could not be taken into the queues of supervision; it is tried again. What is in them can be reviewed.");
                    failing = true;
                }
                await Task.Delay(wait, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Records could not be taken into the queues of supervision; it is tried again")]
    private partial void LogFailed(Exception fault);
}
