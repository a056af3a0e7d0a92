using Interop.Protocol;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Identity;
using Interop.Server.Inbound;
using Interop.Server.Peers;

namespace Interop.Server.Rooms;

/// <summary>Fetches what is missing of rooms that we follow, by seq, from their hubs (spec 06, backfill). It passes every stage like what is fanned out.</summary>
internal sealed partial class RoomCatchUp(RoomFollowing following, FederatedEvents events, PeerClient peers, TimeProvider time, ILogger<RoomCatchUp> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => UntilStopped.RunAsync(LoopAsync, time, logger, stoppingToken);

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var room in following.Behind.ReadAllAsync(stoppingToken))
                await CatchUpAsync(room, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task CatchUpAsync(Room room, CancellationToken cancellationToken)
    {
        try
        {
            var hub = Principal.OfPeer(room.Hub);
            for (var before = -1L; room.Head.Seq > before && !room.IsOrderedHere;)
            {
                before = room.Head.Seq;
                var answer = await peers.SendAsync(
                    room.Hub, HttpMethod.Get, $"rooms/{room.RoomId.Uuid:D}/events?provider={room.RoomId.Provider}&after={before}", default, cancellationToken);
                if (answer.Read(OcipJson.Default.Backfill) is not { Events.Length: > 0 } missing)
                    return;
                var transaction = TransactionId.Create(time);
                var taken = await events.FanOutAsync(hub, new FederationTransaction { Transaction = transaction, Batches = missing.Batches, Events = missing.Events });
                if (Array.Find(taken.Results, r => r.Code[0] != '2') is { } refused)
                    LogStopped(room.RoomId.Value, refused.Code);
            }
        }
        catch (Exception fault) when (fault is PeerException or ProblemException)
        {
            // The hub sends again what we lack the beginning of, and then it is tried again.
            LogFailed(room.RoomId.Value, fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catching up with {Room} met an event that is not taken: {Code}")]
    private partial void LogStopped(string room, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Catching up with {Room} failed: {Reason}")]
    private partial void LogFailed(string room, string reason);
}
