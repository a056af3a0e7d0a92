using System.Collections.Concurrent;
using Interop.Protocol.Identifiers;

namespace Interop.Server.Outbound;

/// <summary>One sender for each peer, from the first thing that is sent there on: a slow peer holds up nobody else.</summary>
internal sealed class PeerSenders(ServerOptions options, Outbox outbox, Func<ProviderName, PeerSender> sender, Func<ProviderName, Adoption> adoption) : BackgroundService
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
                    _ = running.GetOrAdd(peer, p => p == options.Provider ? adoption(p).RunAsync(stoppingToken) : sender(p).RunAsync(stoppingToken));
                await outbox.WaitForNewPeerAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(running.Values);
        }
    }
}
