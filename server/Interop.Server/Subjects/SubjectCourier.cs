using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Peers;
using Interop.Server.Storage;

namespace Interop.Server.Subjects;

/// <summary>
/// Brings notices to peers until each has answered, and asks again each day while something is pending (RET-9.58). The notice is in the store as it is sent, every time the
/// same: after a crash it is sent again, and answered as it stands.
/// </summary>
internal sealed partial class SubjectCourier(Database database, AppendLog log, PeerClient peers, SubjectSignal signal, TimeProvider time, ILogger<SubjectCourier> logger) : BackgroundService
{
    public const string Endpoint = "subjects";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhilePending = TimeSpan.FromDays(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var now = WireTime.Format(time.GetUtcNow());
                foreach (var row in database.Read(c => c.Query<Telling>("SELECT t.id, t.peer, t.wire, t.request, t.answer FROM subject_tellings t WHERE t.done=0 AND t.again<=@now ORDER BY t.again, t.id", new { now }).AsList()))
                    await TryAsync(row, stoppingToken);
                await signal.ForPeersAsync(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryAsync(Telling row, CancellationToken stop)
    {
        try
        {
            var answer = await peers.SendAsync(ProviderName.Parse(row.Peer), HttpMethod.Post, Endpoint, row.Wire, stop);
            var said = answer.Read(OcipJson.Default.SubjectAnswer);
            if (said is not null && said.Id.Value == row.Id)
                await KeepAsync(row, JsonSerializer.SerializeToUtf8Bytes(said, OcipJson.Default.SubjectAnswer), said.Verdicts.All(v => v.Verdict != SubjectVerdict.Pending));
            else if (answer.RefusesTheRequest)
                await KeepAsync(row, answer.Body.Length <= 4096 ? answer.Body : [], true);
            else
                throw answer.Unavailable("the notice was not answered");
        }
        catch (PeerException unavailable)
        {
            LogUnavailable(row.Peer, unavailable.Message);
            await AgainAsync(row, AfterFailure);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(row.Peer, fault);
            await AgainAsync(row, AfterFailure);
        }
    }

    private async Task KeepAsync(Telling row, byte[] answer, bool isDone)
    {
        var again = WireTime.Format(time.GetUtcNow() + WhilePending);
        if (row.Answer.AsSpan().SequenceEqual(answer))
        {
            await AgainAsync(row, WhilePending);
            return;
        }
        var request = database.Read(c => c.QuerySingle<SubjectRow>($"SELECT {SubjectRow.Columns} FROM subject_requests WHERE n=@Request", new { row.Request }));
        await log.AppendAsync(SubjectRecord.ToPeer(request, SubjectRecord.Answered, row.Peer), (connection, _) =>
            connection.Execute("UPDATE subject_tellings SET answer=@answer, done=@isDone, again=@again WHERE id=@Id", new { answer, isDone, again, row.Id }));
    }

    private Task<int> AgainAsync(Telling row, TimeSpan delay) => log.WriteAsync(c =>
        c.Execute("UPDATE subject_tellings SET again=@again WHERE id=@Id", new { again = WireTime.Format(time.GetUtcNow() + delay), row.Id }));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} could not be told of an erasure: {Reason}. It is tried again")]
    private partial void LogUnavailable(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Telling {Peer} of an erasure failed; it is tried again")]
    private partial void LogFault(string peer, Exception fault);

    private sealed record Telling(string Id, string Peer, byte[] Wire, long Request, byte[]? Answer);
}
