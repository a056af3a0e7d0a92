using System.Collections.Concurrent;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Outbound;

/// <summary>One sender for each peer, from the first thing that is sent there on: a slow peer holds up nobody else.</summary>
internal sealed class PeerSenders(Outbox outbox, Func<ProviderName, PeerSender> sender) : BackgroundService
{
    private readonly ConcurrentDictionary<ProviderName, Task> running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                foreach (var peer in outbox.Peers())
                    _ = running.GetOrAdd(peer, p => sender(p).RunAsync(stoppingToken));
                await outbox.WaitForNewPeerAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(running.Values);
        }
    }
}
