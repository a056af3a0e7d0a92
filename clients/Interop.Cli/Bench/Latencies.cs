using System.Globalization;
using System.Text.Json.Nodes;

namespace Interop.Cli.Bench;

/// <summary>Latencies in milliseconds, sorted.</summary>
internal sealed record Latencies(double[] Sorted)
{
    public double Percentile(int percent) => Sorted.Length == 0 ? 0 : Math.Round(Sorted[Math.Min(Sorted.Length - 1, Sorted.Length * percent / 100)], 3);

    public JsonObject ToJson() => new() { ["count"] = Sorted.Length, ["p50Ms"] = Percentile(50), ["p95Ms"] = Percentile(95), ["p99Ms"] = Percentile(99), ["maxMs"] = Percentile(100) };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {Percentile(50)} ms, p95 {Percentile(95)} ms, p99 {Percentile(99)} ms, max {Percentile(100)} ms");
}
