using System.Text.Json.Nodes;
using Interop.Cli.Bench.Machine;

namespace Interop.Cli.Bench.Opening;

/// <summary>What a run of bench release measured.</summary>
/// <param name="Options">What was run.</param>
/// <param name="Submitted">Messages per second while the office was closed.</param>
/// <param name="Used">From the opening until nothing was held.</param>
/// <param name="Latencies">From the opening until a listening person had a message.</param>
internal sealed record OpeningReport(OpeningOptions Options, double Submitted, Usage Used, Latencies Latencies)
{
    /// <summary>Records of releases in the archive.</summary>
    public long Releases { get; init; }

    /// <summary>Group commits in which they are.</summary>
    public long Commits { get; init; }

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Fault { get; init; }

    private double PerSecond => Options.Held / Math.Max(Used.Seconds, 1e-9);

    private double CpuUs => Math.Round(Used.Processes[0] * 1e6 / Options.Held, 1);

    public string ToJson() => new JsonObject
    {
        ["bench"] = "release", ["people"] = Options.People, ["rooms"] = Options.Rooms, ["members"] = Options.Members, ["messages"] = Options.Messages, ["listening"] = Options.Listening,
        ["cores"] = SignatureRates.Cores, ["held"] = Options.Held, ["releases"] = Releases, ["commits"] = Commits, ["seconds"] = Math.Round(Used.Seconds, 3), ["releasesPerSecond"] = Math.Round(PerSecond, 1),
        ["submittedPerSecond"] = Math.Round(Submitted, 1), ["cpuUsPerRelease"] = CpuUs, ["othersShare"] = Math.Round(Used.OthersShare, 3), ["latency"] = Latencies.ToJson(), ["fault"] = Fault,
    }.ToJsonString();

    public void Print()
    {
        Console.WriteLine($"{Options.Held:N0} held for {Options.People:N0} people in {Options.Rooms:N0} rooms of {Options.Members:N0}: released in {Used.Seconds:N1} s, {PerSecond:N0} releases/s, "
            + $"{Releases / Math.Max(1.0, Commits):N1} a commit, {CpuUs:N0} µs of the server's processor time each; others had {Used.OthersShare:P0} of the machine");
        Console.WriteLine($"{Options.Listening:N0} people listened: {Latencies}; {Fault ?? "all released once, in order, archived and verified"}");
        Console.WriteLine(ToJson());
    }
}
