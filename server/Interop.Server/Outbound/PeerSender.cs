using System.Security.Cryptography;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;
using Interop.Server.Evidence;
using Interop.Server.Peers;

namespace Interop.Server.Outbound;

/// <summary>
/// Sends a peer what waits for it, one transaction at a time, in order, until it has answered for good. What fails is tried again
/// with growing, random delays, for as long as it takes: order within a room is kept, and a room that must wait holds up no other.
/// </summary>
/// <remarks>
/// What waits is on disk; how long it has waited is not. After a restart every peer is tried at once, and the delays begin anew: who restarts a
/// server wants to see at once whether a peer is back, and one try more costs the peer little.
/// </remarks>
internal sealed partial class PeerSender(ProviderName peer, Outbox outbox, Transmission transmission, PeerActivity activity, ServerOptions options, TimeProvider time, ILogger<PeerSender> logger)
{
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);
    private const int RoomTriesMax = 6;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly Dictionary<long, (DateTimeOffset Until, int Tries)> waitingRooms = [];

    public async Task RunAsync(CancellationToken stopping)
    {
        var tries = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var rows = outbox.Waiting(peer, RoomsThatWait(), Transmission.EventsMax);
                if (rows.Count == 0)
                {
                    await outbox.WaitAsync(peer, NextRoom(), stopping);
                    continue;
                }
                var later = await transmission.SendAsync(peer, rows, stopping);
                tries = 0;
                foreach (var room in rows.Select(r => r.Room).Distinct())
                    Mark(room, later.Contains(room));
                activity.Succeeded(peer, [.. waitingRooms.Keys]);
            }
            catch (PeerException ended) when (ended.Code == DecisionCodes.NoFederationAgreement)
            {
                // Nothing goes to them any more: who waits for an answer hears so, and the rows go.
                await transmission.GiveUpAsync(peer, outbox.Waiting(peer, [], Transmission.EventsMax), ended);
            }
            catch (PeerException unavailable)
            {
                tries++;
                var own = Delay(tries);
                var delay = unavailable.RetryAfter is { } asked && asked > own ? asked : own;
                activity.Failed(peer, unavailable.Message);
                LogUnavailable(peer.Value, unavailable.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                tries++;
                activity.Failed(peer, fault.Message);
                LogFault(peer.Value, fault);
                await Task.Delay(Delay(tries), time, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Exponential with full jitter, so that many senders do not come back in the same moment.</summary>
    private TimeSpan Delay(int tries)
    {
        var bound = Math.Min(options.Transport.RetryMax.TotalMilliseconds, DelayMin.TotalMilliseconds * Math.Pow(2, Math.Min(tries, 20)));
        return TimeSpan.FromMilliseconds(DelayMin.TotalMilliseconds + RandomNumberGenerator.GetInt32((int)bound + 1));
    }

    private long[] RoomsThatWait()
    {
        var now = time.GetUtcNow();
        return [.. waitingRooms.Where(r => r.Value.Until > now).Select(r => r.Key)];
    }

    private TimeSpan NextRoom()
    {
        if (waitingRooms.Count == 0)
            return Idle;
        var wait = waitingRooms.Values.Min(r => r.Until) - time.GetUtcNow();
        return wait < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : wait < Idle ? wait : Idle;
    }

    private void Mark(long room, bool waits)
    {
        if (!waits)
        {
            waitingRooms.Remove(room);
            return;
        }
        // The peer answers, so asking costs little: what it waits for itself, its proxy or an earlier event, may be there any moment.
        var tries = Math.Min(waitingRooms.GetValueOrDefault(room).Tries + 1, RoomTriesMax);
        waitingRooms[room] = (time.GetUtcNow() + Delay(tries), tries);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} does not take what waits for it: {Reason}. Tried again in {Seconds:0.0} s")]
    private partial void LogUnavailable(string peer, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sending to {Peer} failed; it is tried again")]
    private partial void LogFault(string peer, Exception fault);
}
