using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Interop.Server.Measures;

/// <summary>What this process measures of itself, by the runtime's own meters. While nobody listens an instrument costs one comparison.</summary>
internal static class ServerMeter
{
    /// <summary>Meters with this beginning are listened to: this one, and that of the protocol library, which counts signatures.</summary>
    public const string Prefix = "Interop.";

    private static readonly Meter Meter = new("Interop.Server");

    private static readonly Histogram<double> Stage = Meter.CreateHistogram<double>("stage.duration", "s", "Time of one event in a stage of the pipeline; of compliance, until the proxy has answered.");

    private static readonly Histogram<double> Commit = Meter.CreateHistogram<double>("commit.duration", "s", "One group commit, from its first statement until all is handed over.");

    private static readonly Counter<long> Records = Meter.CreateCounter<long>("commit.records", description: "Records in group commits.");

    /// <summary>A time to be given back, or 0 while nobody listens.</summary>
    public static long Begin() => Stage.Enabled ? Stopwatch.GetTimestamp() : 0;

    public static void EndStage(long begun, object stage)
    {
        if (begun != 0)
            Stage.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>("stage", stage.GetType().Name));
    }

    public static void EndCommit(long begun, int records)
    {
        if (begun == 0)
            return;
        Commit.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
        Records.Add(records);
    }
}
