using System.Diagnostics.Metrics;
using Interop.Bridges.Matrix.AppService;
using Interop.Bridges.Matrix.Identity;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix.Inbound;

/// <summary>
/// How late events arrive. A homeserver that has stopped pushing says so nowhere (synapse#17206: stalled for 20 days), so the
/// age of what comes is watched. Only native people's events count: a ghost's time is what we gave it.
/// </summary>
internal sealed class IngressLag : IDisposable
{
    public static readonly TimeSpan Worrying = TimeSpan.FromMinutes(1);

    private readonly Func<MatrixUserId, bool> isOwn;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Meter meter = new("Interop.Bridges.Matrix");
    private readonly Histogram<double> seconds;
    private long lastTicks;

    public IngressLag(Func<MatrixUserId, bool> isOwn, TimeProvider clock, ILogger log)
    {
        (this.isOwn, this.clock, this.log) = (isOwn, clock, log);
        seconds = meter.CreateHistogram<double>("ocip.bridge.matrix.ingress_lag", "s", "From a native event's time of sending to its arrival at the bridge.");
    }

    /// <summary>Of the last native event.</summary>
    public TimeSpan Last => TimeSpan.FromTicks(Interlocked.Read(ref lastTicks));

    public void Observe(MatrixEvent read)
    {
        if (isOwn(read.Sender) || read.SentAtMs is <= 0 or >= 253_402_300_800_000)
            return;
        var lag = clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(read.SentAtMs);
        lag = lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
        if (lag > Worrying && Last <= Worrying)
            log.LogWarning("events arrive {LagSeconds} s late", (long)lag.TotalSeconds);
        Interlocked.Exchange(ref lastTicks, lag.Ticks);
        seconds.Record(lag.TotalSeconds);
    }

    public void Dispose() => meter.Dispose();
}
