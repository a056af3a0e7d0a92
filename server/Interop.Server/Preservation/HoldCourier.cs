using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Peers;
using Interop.Server.Storage;

namespace Interop.Server.Preservation;

/// <summary>
/// Brings our directives to peers, in order, until each has answered (spec 9.7). What waits is in the store, in the words in which it is sent every time, so that after
/// a crash at any place the peer gets it again and answers as it did.
/// </summary>
internal sealed partial class HoldCourier(ServerOptions options, Database database, AppendLog log, PeerClient peers, HoldSignal signal, FaultPoints faults, TimeProvider time, ILogger<HoldCourier> logger) : BackgroundService
{
    private const int PeersAtOnce = 4;
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    /// <summary>How often a peer is asked whether what it has placed still is.</summary>
    private static readonly TimeSpan AskedAgain = TimeSpan.FromDays(1);

    private readonly Dictionary<string, (DateTimeOffset Until, int Tries)> waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Hold, string Peer), DateTimeOffset> asked = [];
    private readonly Lock gate = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var now = time.GetUtcNow();
                var ready = database.Read(c => c.Query<string>("SELECT DISTINCT peer FROM hold_directives WHERE answer IS NULL").AsList());
                await AskAgainAsync(now, stoppingToken);
                await Parallel.ForEachAsync(ready.Where(peer => !Waits(peer, now)), new ParallelOptions { MaxDegreeOfParallelism = PeersAtOnce, CancellationToken = stoppingToken }, async (peer, stop) => await TryAsync(peer, stop));
                await signal.ForPeersAsync(Next(time.GetUtcNow()), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not brought is after the next start.
            return;
        }
    }

    private async Task TryAsync(string peer, CancellationToken stop)
    {
        try
        {
            foreach (var row in database.Read(c => c.Query<Directive>(
                "SELECT d.hold, d.action, d.wire, h.id FROM hold_directives d JOIN legal_holds h ON h.n=d.hold WHERE d.peer=@peer AND d.answer IS NULL ORDER BY d.given", new { peer }).AsList()))
                await BringAsync(peer, row, stop);
            lock (gate)
                waiting.Remove(peer);
        }
        catch (PeerException unavailable)
        {
            LogUnavailable(peer, unavailable.Message);
            Later(peer, unavailable.RetryAfter);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(peer, fault);
            Later(peer, null);
        }
    }

    /// <summary>A person there may have refused what was placed at once (RET-9.28): each day the peer is asked how it stands.</summary>
    private async Task AskAgainAsync(DateTimeOffset now, CancellationToken stop)
    {
        var before = WireTime.Format(now - AskedAgain);
        foreach (var row in database.Read(c => c.Query<Placed>("""
            SELECT d.hold, d.peer, h.id FROM hold_directives d JOIN legal_holds h ON h.n=d.hold WHERE d.action='place' AND d.answer='placed' AND d.at<=@before AND h.state='placed' ORDER BY d.given
            """, new { before }).AsList()))
        {
            if (asked.TryGetValue((row.Hold, row.Peer), out var last) && now < last + AskedAgain)
                continue;
            asked[(row.Hold, row.Peer)] = now;
            try
            {
                var answer = await peers.SendAsync(ProviderName.Parse(row.Peer), HttpMethod.Get, $"{PeerClient.Holds}/{row.Id}", default, stop);
                if (answer.Read(OcipJson.Default.HoldAnswer) is { } said && said.Id == TransactionId.Parse(row.Id) && said.Answer is HoldAnswer.Refused or HoldAnswer.NotFound)
                    await KeepAsync(row.Peer, new Directive(row.Hold, HoldDirective.Place, [], row.Id), said);
            }
            catch (PeerException unavailable)
            {
                LogUnavailable(row.Peer, unavailable.Message);
            }
        }
    }

    private async Task BringAsync(string peer, Directive row, CancellationToken stop)
    {
        faults.Crash(FaultPoints.HoldSendBefore);
        var answer = await peers.SendAsync(ProviderName.Parse(peer), HttpMethod.Post, PeerClient.Holds, row.Wire, stop);
        faults.Crash(FaultPoints.HoldSendAfter);
        var id = TransactionId.Parse(row.Id);
        if (answer.Read(OcipJson.Default.HoldAnswer) is { } said && said.Id == id && IsAnswer(said.Answer))
        {
            await KeepAsync(peer, row, said);
            return;
        }
        // It refuses the request as such, and would again; all else is a matter of time.
        if (!answer.RefusesTheRequest && answer.Problem("").Code.Code is not ("5.1.4" or "5.1.5"))
            throw answer.Unavailable("the directive was not answered");
        await KeepAsync(peer, row, new HoldAnswer(id, HoldAnswer.Refused, WireTime.Format(time.GetUtcNow()), answer.Problem("").Code.Code, $"Answered with HTTP {answer.Status}."));
    }

    private async Task KeepAsync(string peer, Directive row, HoldAnswer answer)
    {
        var code = answer.Code is { } named ? DecisionCodes.Find(named)?.Code ?? DecisionCodes.BlockedPolicy.Code : null;
        var detail = ScopeRules.IsWrong(answer.Detail, HoldLimits.WhyOctetsMax) ? null : answer.Detail;
        var at = ScopeRules.IsTime(answer.At) ? answer.At : WireTime.Format(time.GetUtcNow());
        await log.AppendAsync(HoldRecord.FromPeer(row.Id, peer, answer with { Code = code }), (connection, _) => connection.Execute(
            "UPDATE hold_directives SET answer=@Answer, code=@code, detail=@detail, at=@at WHERE hold=@Hold AND peer=@peer AND action=@Action", new { answer.Answer, code, detail, at, row.Hold, peer, row.Action }));
    }

    private static bool IsAnswer(string word) => word is HoldAnswer.Placed or HoldAnswer.Refused or HoldAnswer.NotFound or HoldAnswer.Released;

    private bool Waits(string peer, DateTimeOffset now)
    {
        lock (gate)
            return waiting.TryGetValue(peer, out var wait) && wait.Until > now;
    }

    private void Later(string peer, TimeSpan? asked)
    {
        lock (gate)
        {
            var tries = waiting.GetValueOrDefault(peer).Tries + 1;
            var delay = TimeSpan.FromMilliseconds(Math.Min(options.Transport.RetryMax.TotalMilliseconds, DelayMin.TotalMilliseconds * Math.Pow(2, Math.Min(tries, 20))));
            waiting[peer] = (time.GetUtcNow() + (asked > delay ? asked.Value : delay), tries);
        }
    }

    private TimeSpan Next(DateTimeOffset now)
    {
        lock (gate)
        {
            var soonest = waiting.Values.Select(w => w.Until - now).DefaultIfEmpty(Idle).Min();
            return soonest < DelayMin ? DelayMin : soonest < Idle ? soonest : Idle;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} does not take a legal hold: {Reason}. It is tried again")]
    private partial void LogUnavailable(string peer, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Bringing legal holds to {Peer} failed; it is tried again")]
    private partial void LogFault(string peer, Exception fault);

    private sealed record Placed(long Hold, string Peer, string Id);

    private sealed record Directive(long Hold, string Action, byte[] Wire, string Id);
}
