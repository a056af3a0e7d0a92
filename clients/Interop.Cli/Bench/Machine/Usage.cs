using System.Diagnostics;

namespace Interop.Cli.Bench.Machine;

/// <summary>Processor time of some processes, of this one, and of the whole machine, at one moment.</summary>
/// <param name="At">Stopwatch timestamp.</param>
/// <param name="Processes">Seconds of each, in the order asked for.</param>
/// <param name="Own">Seconds of the bench.</param>
/// <param name="Machine">Seconds of everything.</param>
internal sealed record Usage(long At, double[] Processes, double Own, double Machine)
{
    public static Usage Read(params Process[] processes)
    {
        using var self = Process.GetCurrentProcess();
        return new(Stopwatch.GetTimestamp(), [.. processes.Select(p => ProcessMeter.Read(p).CpuSeconds)], ProcessMeter.Read(self).CpuSeconds, MachineMeter.Read().BusySeconds);
    }

    /// <summary>What was used since then.</summary>
    public Usage Since(Usage before) => new(At - before.At, [.. Processes.Zip(before.Processes, (now, then) => now - then)], Own - before.Own, Machine - before.Machine);

    /// <summary>Of a difference: seconds on the clock.</summary>
    public double Seconds => At / (double)Stopwatch.Frequency;

    /// <summary>Of a difference: part of all cores that these processes and the bench kept busy.</summary>
    public double Share => (Processes.Sum() + Own) / Cores;

    /// <summary>Of a difference: part of all cores that went to others.</summary>
    public double OthersShare => Math.Max(0, Machine - Processes.Sum() - Own) / Cores;

    private double Cores => Math.Max(Seconds, 1e-9) * SignatureRates.Cores;
}
