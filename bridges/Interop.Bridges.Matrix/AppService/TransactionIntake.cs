using Interop.Bridges.Connectors;
using Interop.Bridges.Matrix.Inbound;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>
/// Takes transactions in. While the inbox is full they wait here for a while: a homeserver that was refused counts us as down, sends nothing but what it has stored,
/// and Synapse (1.160, appservice/scheduler.py) forgets a transaction that is made in the moment in which it finds us up again, until the next failure.
/// </summary>
internal sealed class TransactionIntake(Ingress ingress, TimeSpan busyMax, TimeProvider time)
{
    /// <summary>Returns when everything is durable.</summary>
    /// <exception cref="BridgeBusyException">The inbox is still full; nothing was taken.</exception>
    public async Task TakeAsync(IReadOnlyList<MatrixEvent> events, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            TimeSpan pause;
            try
            {
                await ingress.TakeAsync(events, cancel);
                return;
            }
            catch (BridgeBusyException busy) when (time.GetElapsedTime(begun) + busy.RetryAfter <= busyMax)
            {
                pause = busy.RetryAfter;
            }
            await Task.Delay(pause, time, cancel);
        }
    }
}
