using System.Text.Json;

namespace Interop.Cli.Bench.Archive;

/// <summary>A server's memory at one moment, in MiB.</summary>
/// <param name="OwnMiB">What the process has for itself (PSS without files).</param>
/// <param name="FilesMiB">Pages of files that are mapped: the system takes them back when others need the memory.</param>
/// <param name="HeapMiB">Of the first: what the runtime keeps for objects.</param>
/// <param name="DatabaseMiB">Of the first: what SQLite has.</param>
internal sealed record MemorySample(double OwnMiB, double FilesMiB, double HeapMiB, double DatabaseMiB)
{
    private const double Mebi = 1024 * 1024;

    public static MemorySample None { get; } = new(0, 0, 0, 0);

    public static async Task<MemorySample> TakeAsync(Side side, CancellationToken stop)
    {
        var process = ProcessMeter.Read(side.Server.Process);
        using var use = JsonDocument.Parse(await side.MemoryAsync(stop));
        double Of(string name) => use.RootElement.GetProperty(name).GetInt64() / Mebi;
        return new(process.PssMiB - process.PssFilesMiB, process.PssFilesMiB, Of("heapCommitted"), Of("database"));
    }

    public static MemorySample Mean(IReadOnlyCollection<MemorySample> samples) => new(
        Math.Round(samples.Average(s => s.OwnMiB), 1), Math.Round(samples.Average(s => s.FilesMiB), 1),
        Math.Round(samples.Average(s => s.HeapMiB), 1), Math.Round(samples.Average(s => s.DatabaseMiB), 1));
}
