using Interop.Bridges.Api;
using Interop.Bridges.Scheduling;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Time;

namespace Interop.Bridges;

/// <summary>
/// Tells the server whether this bridge gets what is said on its network (spec 11.7): at the start, at each change, and when the server is back. Only the
/// newest state is told; what the server does not know of is in the spans in which the bridge itself was away.
/// </summary>
internal sealed class CaptureReports(BridgeContext bridge) : IDisposable
{
    private readonly SemaphoreSlim changed = new(1, 1);

    /// <summary>Something may be new. Costs nothing.</summary>
    public void Notify()
    {
        try
        {
            changed.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // It is told already, or nobody is left to tell it.
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var attempts = 0; ;)
            {
                await changed.WaitAsync(cancellationToken);
                if (await TellAsync(cancellationToken))
                {
                    attempts = 0;
                    continue;
                }
                await Task.Delay(Backoff.Pause(++attempts, bridge.Settings.FirstPause, bridge.Settings.LastPause), bridge.Time, cancellationToken);
                Notify();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    public void Dispose() => changed.Dispose();

    private async Task<bool> TellAsync(CancellationToken cancellationToken)
    {
        var (capturing, since) = bridge.Health.Native;
        try
        {
            await bridge.Api.PutStatusAsync(new BridgeStatus(capturing, WireTime.Format(since)), cancellationToken);
            return true;
        }
        catch (ApiRefusedException refused)
        {
            // A server of an earlier version has no such request; asking again changes nothing.
            Log.StatusRefused(bridge.Log, refused.Message);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            bridge.Health.Failed($"status: {exception.Message}");
            return false;
        }
    }
}
