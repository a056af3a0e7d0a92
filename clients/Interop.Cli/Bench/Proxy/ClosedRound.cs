using Interop.Cli.Bench.Machine;

namespace Interop.Cli.Bench.Proxy;

/// <summary>A round of the closed loop.</summary>
/// <param name="Delivered">Messages.</param>
/// <param name="Seconds">From the first that was sent to the last that was delivered.</param>
/// <param name="Used">Of the machine, meanwhile.</param>
internal sealed record ClosedRound(int Delivered, double Seconds, Usage Used)
{
    public double PerSecond => Delivered / Math.Max(Seconds, 1e-9);
}
