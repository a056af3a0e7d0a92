using System.Text.Json;
using Dapper;
using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Archive;
using Interop.Server.Inbound;
using Interop.Server.Peers;
using Interop.Server.Rooms;
using Interop.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Interop.Server.Evidence;

/// <summary>
/// Shows each provider the heads of common rooms that moved, once a round and in one request, so that a hub that tells two stories is found
/// out by those whom it told them. What a crash forgets is shown again.
/// </summary>
internal sealed partial class HeadWorker(
    ServerOptions options, Database database, AppendLog log, RoomDirectory rooms, Agreements agreements, PeerClient peers, HeadExchanges heads, TimeProvider time, ILogger<HeadWorker> logger)
    : BackgroundService
{
    private const int PeersAtOnce = 4;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(RoundsAsync(stoppingToken), SuspicionsAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The heads that were not shown are shown after the next start.
            return;
        }
    }

    private async Task RoundsAsync(CancellationToken stop)
    {
        using var round = new PeriodicTimer(options.Evidence.HeadsEvery, time);
        while (await round.WaitForNextTickAsync(stop))
        {
            var asked = agreements.All.Select(a => a.Provider).Where(p => agreements.Check(p) is null);
            await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = PeersAtOnce, CancellationToken = stop }, async (peer, cancel) => await TryAsync(peer, () => ShowMovedAsync(peer, cancel)));
        }
    }

    private async Task SuspicionsAsync(CancellationToken stop)
    {
        await foreach (var suspicion in heads.Suspicions.ReadAllAsync(stop))
        {
            if (database.Read(c => SignedEntry.Read(c, suspicion.Room, suspicion.Seq)) is { } entry)
                await TryAsync(suspicion.Peer, () => ShowAsync(suspicion.Peer, [entry], stop));
        }
    }

    private async Task TryAsync(ProviderName peer, Func<Task> show)
    {
        try
        {
            await show();
        }
        catch (PeerException unavailable)
        {
            LogUnavailable(peer, unavailable.Message);
        }
        catch (ProblemException wrong)
        {
            LogWrong(peer, wrong.Message);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(peer, fault);
        }
    }

    private async Task ShowMovedAsync(ProviderName peer, CancellationToken cancel)
    {
        var (moved, last) = database.Read(c => Moved(c, peer));
        if (moved.Length > 0)
            await ShowAsync(peer, moved, cancel);
        if (last is { } leaf)
        {
            await log.WriteAsync(c => c.Execute("INSERT INTO heads_shown(peer, leaf) VALUES (@peer, @leaf) ON CONFLICT (peer) DO UPDATE SET leaf=excluded.leaf", new { peer = peer.Value, leaf }));
        }
    }

    /// <summary>Rooms in the order in which they moved, so that one number per peer says what was shown.</summary>
    private (SignedEntry[] Entries, long? Last) Moved(SqliteConnection connection, ProviderName peer)
    {
        var rows = connection.Query<(long Room, long Seq, long Leaf)>("""
            SELECT m.id, m.head_seq, m.head_leaf FROM rooms m JOIN records r ON r.leaf=m.head_leaf AND r.seq=m.head_seq
            WHERE m.head_leaf>coalesce((SELECT leaf FROM heads_shown WHERE peer=@peer), -1) AND EXISTS (SELECT 1 FROM attestations a WHERE a.leaf=m.head_leaf)
              AND (m.hub=@peer OR EXISTS (SELECT 1 FROM participants p JOIN users u ON u.id=p.user_id WHERE p.room_id=m.id AND p.left_seq IS NULL AND substr(u.local, 1, length(@users))=@users))
            ORDER BY m.head_leaf LIMIT @max
            """, new { peer = peer.Value, users = $"ocip://{peer.Value}/u/", max = HeadExchanges.HeadsMax }).AsList();
        return ([.. rows.Select(row => SignedEntry.Read(connection, rooms.Get(row.Room), row.Seq)).OfType<SignedEntry>()], rows.Count == 0 ? null : rows[^1].Leaf);
    }

    private async Task ShowAsync(ProviderName peer, SignedEntry[] entries, CancellationToken cancel)
    {
        var batches = new AttestationBuilder();
        var shown = entries.Select(e => e.ToHead(batches)).ToArray();
        var body = JsonSerializer.SerializeToUtf8Bytes(new HeadExchange([.. batches.Batches], shown), OcipJson.Default.HeadExchange);
        var answer = await peers.SendAsync(peer, HttpMethod.Post, "heads", body, cancel);
        var differing = answer.Read(OcipJson.Default.HeadExchange) ?? throw answer.Unavailable("the heads were not compared");
        foreach (var head in differing.Heads.Take(HeadExchanges.HeadsMax))
        {
            if (head is not null && SignedEntry.Of(head, differing.Batches) is { } theirs)
                await heads.CompareAsync(peer, theirs);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Peer} could not be shown heads of rooms: {Reason}")]
    private partial void LogUnavailable(ProviderName peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} says that it has other entries, and does not prove it: {Reason}")]
    private partial void LogWrong(ProviderName peer, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Showing heads to {Peer} failed")]
    private partial void LogFault(ProviderName peer, Exception fault);
}
