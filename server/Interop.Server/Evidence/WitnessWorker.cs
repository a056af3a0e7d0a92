using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Protocol.Time;
using Interop.Server.Archive;
using Interop.Server.Peers;
using Interop.Server.Storage;

namespace Interop.Server.Evidence;

/// <summary>
/// Has other providers sign the head of our log (spec 08), so that nobody, we included, can cut it or write it again unseen. What they signed is kept
/// and published.
/// </summary>
internal sealed partial class WitnessWorker(
    ServerOptions options, Database database, AppendLog log, Agreements agreements, PeerClient peers, PeerKeys keys, TimeProvider time, ILogger<WitnessWorker> logger) : BackgroundService
{
    private const int PeersAtOnce = 4;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        var every = options.Evidence.WitnessEvery;
        using var look = new PeriodicTimer(every < LookEvery ? every : LookEvery, time);
        var (asked, askedAt) = (0L, time.GetUtcNow());
        try
        {
            while (await look.WaitForNextTickAsync(stoppingToken))
            {
                var size = log.Committed;
                if (size == asked || (size - asked < options.Evidence.WitnessGrowth && time.GetUtcNow() < askedAt + every))
                    continue;
                (asked, askedAt) = (size, time.GetUtcNow());
                await AskAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not witnessed is after the next start.
            return;
        }
    }

    private async Task AskAllAsync(CancellationToken stop)
    {
        if (database.Read(c => c.QuerySingleOrDefault<string?>("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")) is not { } note)
            return;
        var size = long.Parse(note.Split('\n')[1]);
        var witnesses = agreements.All.Select(a => a.Provider).Where(p => agreements.Check(p) is null);
        await Parallel.ForEachAsync(witnesses, new ParallelOptions { MaxDegreeOfParallelism = PeersAtOnce, CancellationToken = stop }, async (witness, cancel) =>
        {
            try
            {
                await AskAsync(witness, note, size, cancel);
            }
            catch (PeerException unavailable)
            {
                LogUnavailable(witness, unavailable.Message);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFault(witness, fault);
            }
        });
    }

    private async Task AskAsync(ProviderName witness, string note, long size, CancellationToken cancel)
    {
        var from = database.Read(c => c.ExecuteScalar<long>("SELECT coalesce(max(size), 0) FROM cosignatures WHERE witness=@witness", new { witness = witness.Value }));
        // By the second time we know from where: the witness's memory counts, not ours.
        for (var attempt = 0; attempt < 2 && from <= size; attempt++)
        {
            var answer = await peers.SendAsync(witness, HttpMethod.Post, "witness", JsonSerializer.SerializeToUtf8Bytes(new WitnessRequest(note, from, Proof(from, size)), OcipJson.Default.WitnessRequest), cancel);
            if (answer.Read(OcipJson.Default.Witnessed) is not { } witnessed)
            {
                var code = answer.Problem("").Code.Code;
                if (code == DecisionCodes.ForkedHistory.Code)
                    LogRefused(witness, size, code);
                else
                    LogUnavailable(witness, $"{code} (HTTP {answer.Status})");
                return;
            }
            if (witnessed is { At: { } at, Signature: { } signature })
            {
                await KeepAsync(witness, note, size, at, signature);
                return;
            }
            from = witnessed.Size;
        }
        if (from > size)
            LogAhead(witness, from, size);
    }

    private string[] Proof(long from, long size) => database.Read(c =>
        TreeHashes.ConsistencyPath(from, size, (level, n) => TreeStore.Subtree(c, level, n)).Select(h => Base64UrlText.Of(h)).ToArray());

    private async Task KeepAsync(ProviderName witness, string note, long size, string at, string signature)
    {
        if (DetachedJws.KeyIdOf(signature, KeyPurposes.Checkpoint) is not { } kid || await keys.FindAsync(witness, kid) is not { } key
            || !WireTime.TryParse(at, out var when) || !key.IsValidAt(when) || !Cosigning.Verify(signature, note, at, key))
        {
            LogRefused(witness, size, "a signature that is not its own");
            return;
        }
        await log.WriteAsync(c => c.Execute("INSERT INTO cosignatures(witness, size, note, at, signature) VALUES (@witness, @size, @note, @at, @signature) ON CONFLICT DO NOTHING",
            new { witness = witness.Value, size, note, at, signature }));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Witness} could not be asked to witness the archive: {Reason}")]
    private partial void LogUnavailable(ProviderName witness, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Witness} did not witness the archive at size {Size}: {Code}")]
    private partial void LogRefused(ProviderName witness, long size, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Witness} has witnessed {Seen} records of this archive, which has {Size}: records were lost, as by an old backup")]
    private partial void LogAhead(ProviderName witness, long seen, long size);

    [LoggerMessage(Level = LogLevel.Error, Message = "Asking {Witness} to witness the archive failed")]
    private partial void LogFault(ProviderName witness, Exception fault);
}
