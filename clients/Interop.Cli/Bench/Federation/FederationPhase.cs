using Interop.Cli.Bench.Machine;

namespace Interop.Cli.Bench.Federation;

/// <summary>What was measured while one load ran.</summary>
/// <param name="Moved">False when nothing moved for too long.</param>
/// <param name="Sent">Messages.</param>
/// <param name="Delivered">Of them, those that reached every receiver at the other provider.</param>
/// <param name="Seconds">From the first send to the last delivery.</param>
/// <param name="All">Latencies of all of them.</param>
/// <param name="OfHub">Of those that the hub's people sent.</param>
/// <param name="OfFollower">Of those that the follower's people sent.</param>
/// <param name="Used">Processor time: hub, follower, bench, machine.</param>
/// <param name="Hub">What the hub has measured.</param>
/// <param name="Follower">What the follower has measured.</param>
internal sealed record FederationPhase(
    bool Moved, int Sent, int Delivered, double Seconds, Latencies All, Latencies OfHub, Latencies OfFollower, Usage Used, Measures Hub, Measures Follower)
{
    public double PerSecond => Delivered / Math.Max(Seconds, 1e-9);

    /// <summary>Signatures made or verified at both servers, per event.</summary>
    public double PerEvent(string name) => (Count(Hub, name) + Count(Follower, name)) / Math.Max(1.0, Delivered);

    /// <summary>Records per group commit.</summary>
    public static double PerCommit(Measures of) => of.Of("commit.records").Sum / Math.Max(1, of.Of("commit.duration").Count);

    private static double Count(Measures of, string name) => of.Named(name).Sum(s => s.Values.Sum);
}
