using System.Diagnostics;

namespace Interop.Cli.Bench.Archive;

/// <summary>A process's memory (PSS) once a second: whether it stays flat is seen by comparing the first tenths with the last.</summary>
internal sealed class MemorySamples(Process process)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly List<double> samples = [];
    private long taken;

    public double Latest => samples.Count == 0 ? 0 : samples[^1];

    public double Peak => samples.Count == 0 ? 0 : samples.Max();

    /// <summary>Mean of each tenth of the time; empty of a run that was too short.</summary>
    public double[] Tenths => samples.Count < 10 ? [] : [.. samples.Chunk((samples.Count + 9) / 10).Select(part => Math.Round(part.Average(), 1))];

    /// <summary>Takes one when a second has passed since the last.</summary>
    public void Take()
    {
        if (taken != 0 && Stopwatch.GetElapsedTime(taken) < Every)
            return;
        taken = Stopwatch.GetTimestamp();
        samples.Add(ProcessMeter.Read(process).PssMiB);
    }
}
