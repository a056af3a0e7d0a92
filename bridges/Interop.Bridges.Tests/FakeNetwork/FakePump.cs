using Interop.Bridges.Connectors;

namespace Interop.Bridges.Tests.FakeNetwork;

/// <summary>Shows the network's events to the core, one by one, each again until it was taken.</summary>
internal sealed class FakePump : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;

    public FakePump(FakeNet net, IBridgeCore core) => loop = RunAsync(net, core);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
    }

    private async Task RunAsync(FakeNet net, IBridgeCore core)
    {
        await Task.Yield();
        while (await MoreAsync(net))
        {
            if (!net.ToBridge.TryPeek(out var next))
                continue;
            try
            {
                await core.AcceptAsync([next], stop.Token);
                // Acknowledged: only now does the network forget it.
                net.ToBridge.TryRead(out _);
            }
            catch (Exception)
            {
                // Not acknowledged, for whatever reason: shown again, to whichever bridge is there then.
                if (stop.IsCancellationRequested)
                    return;
                await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task<bool> MoreAsync(FakeNet net)
    {
        try
        {
            return !stop.IsCancellationRequested && await net.ToBridge.WaitToReadAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
