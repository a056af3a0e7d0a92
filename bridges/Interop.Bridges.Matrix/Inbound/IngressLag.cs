using System.Diagnostics.Metrics;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Identity;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// How late events arrive. A homeserver that has stopped pushing says so nowhere (synapse#17206: stalled for 20 days), so the
/// age of what comes is watched.
/// </summary>
internal sealed class IngressLag : IDisposable
{
    public static readonly TimeSpan Worrying = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan CurrentFor = TimeSpan.FromMinutes(1);

    private readonly Func<MatrixUserId, bool> counts;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Meter meter = new("Interop.Bridges.Matrix");
    private readonly Histogram<double> seconds;
    private readonly Lock gate = new();
    private (TimeSpan Lag, long At) last;

    /// <param name="counts">Whose events are measured: people of this homeserver. A ghost's time is what we gave it, a foreign homeserver's what it likes.</param>
    /// <param name="clock">Of this machine; the homeserver's should agree with it to seconds.</param>
    /// <param name="log">Told when it becomes worrying.</param>
    public IngressLag(Func<MatrixUserId, bool> counts, TimeProvider clock, ILogger log)
    {
        (this.counts, this.clock, this.log) = (counts, clock, log);
        seconds = meter.CreateHistogram<double>("ocip.bridge.matrix.ingress_lag", "s", "From a native event's time of sending to its arrival at the bridge.");
    }

    /// <summary>Of the last event, if it came within the last minute; else zero, since nothing is known.</summary>
    public TimeSpan Current
    {
        get
        {
            lock (gate)
                return last.At != 0 && clock.GetElapsedTime(last.At) < CurrentFor ? last.Lag : TimeSpan.Zero;
        }
    }

    public void Observe(MatrixEvent read)
    {
        if (!counts(read.Sender) || read.SentAtMs is <= 0 or >= 253_402_300_800_000)
            return;
        var lag = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(read.SentAtMs);
        lag = lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
        if (lag > Worrying && Current <= Worrying)
            log.LogWarning("events arrive {LagSeconds} s late", (long)lag.TotalSeconds);
        lock (gate)
            last = (lag, clock.GetTimestamp());
        seconds.Record(lag.TotalSeconds);
    }

    public void Dispose() => meter.Dispose();
}
