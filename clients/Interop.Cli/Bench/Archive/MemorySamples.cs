using System.Diagnostics;

namespace Interop.Cli.Bench.Archive;

/// <summary>A server's memory once a second: whether it stays flat is seen by comparing the first tenths with the last.</summary>
internal sealed class MemorySamples(Side side)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly List<MemorySample> samples = [];
    private long taken;

    public MemorySample Latest => samples.Count == 0 ? MemorySample.None : samples[^1];

    /// <summary>The most that the process itself had at once.</summary>
    public double Peak => samples.Count == 0 ? 0 : samples.Max(s => s.OwnMiB);

    /// <summary>Means of each tenth of the time; empty of a run that was too short.</summary>
    public MemorySample[] Tenths => samples.Count < 10 ? [] : [.. samples.Chunk((samples.Count + 9) / 10).Select(MemorySample.Mean)];

    /// <summary>Takes one when a second has passed since the last.</summary>
    public async Task TakeAsync(CancellationToken stop)
    {
        if (taken != 0 && Stopwatch.GetElapsedTime(taken) < Every)
            return;
        taken = Stopwatch.GetTimestamp();
        samples.Add(await MemorySample.TakeAsync(side, stop));
    }
}
