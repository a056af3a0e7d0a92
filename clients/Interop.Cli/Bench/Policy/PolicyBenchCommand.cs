using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Cli.Bench.Proxy;
using Interop.Protocol;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Bench.Policy;

/// <summary>bench policy: exit code 0 when what was sent was delivered and archived once, 1 when not, 2 when it could not start.</summary>
internal static class PolicyBenchCommand
{
    public static Command Create()
    {
        var terms = BenchNumbers.Create("--terms", "Terms of the lexicon.", 1_000, 1, 4_000);
        var messages = BenchNumbers.Create("--messages", "Messages that are judged.", 10_000, 100, 1_000_000);
        var count = BenchNumbers.Create("--count", "Messages through each of two servers, one with all policies on and one with none; 0 for none.", 20_000, 0, 20_000_000);
        var pairs = BenchNumbers.Create("--pairs", "Pairs of a sender and a receiver at each server.", 20, 1, 2000);
        var rounds = BenchNumbers.Create("--rounds", "How often the load changes between the two servers; which of them is first changes too.", 4, 1, 100);
        var json = new Option<string?>("--json") { Description = "Append the JSON line to this file as well.", HelpName = "FILE" };
        var command = new Command("policy", """
            What policies that read content cost. First, in a process of the server's program: a lexicon of --terms terms, all detectors and a rule for
            files over --messages messages in eight languages, p50, p95 and p99 in microseconds a message (of each message the best of five times).
            Then, in the same run, the most messages per second of a whole server with all of them on against one without, both standing ready and
            loaded in turns, --rounds times: the rate of each round, their medians, the part of the one in the other, and the processor's time a message.
            """)
        {
            terms, messages, count, rounds, pairs, json,
        };
        command.Does(async (parsed, stop) =>
        {
            PolicyDefinition[] definitions = [PolicySamples.Lexicon(parsed.GetValue(terms), 1), PolicySamples.Dlp(), PolicySamples.Files()];
            var measured = await MeasureAsync(definitions, PolicySamples.Messages(parsed.GetValue(messages), 2), stop);
            var report = new JsonObject { ["bench"] = "policy", ["terms"] = parsed.GetValue(terms), ["engine"] = measured };
            Console.WriteLine($"a message of {measured["characters"]} characters: p50 {measured["p50Us"]} µs, p95 {measured["p95Us"]} µs, p99 {measured["p99Us"]} µs; "
                + $"{measured["octetsPerMessageWithoutAFinding"]} octets allocated without a finding; found in {measured["found"]} of {measured["messages"]}");
            var good = true;
            if (parsed.GetValue(count) > 0)
                good = await ServersAsync(definitions, new ProxyOptions { Pairs = parsed.GetValue(pairs), Window = 32, Count = parsed.GetValue(count), Warmup = 5_000, OpenCount = 1, Rounds = 1, Rate = 200, ClosedRounds = parsed.GetValue(rounds) }, report, stop);
            Console.WriteLine(report.ToJsonString());
            if (parsed.GetValue(json) is { } file)
                await File.AppendAllTextAsync(file, report.ToJsonString() + "\n", stop);
            return good ? Run.Done : Run.Failed;
        });
        return command;
    }

    /// <summary>In a process of the server's program, so that it is its code and its settings that are measured.</summary>
    private static async Task<JsonObject> MeasureAsync(PolicyDefinition[] definitions, string[] messages, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("ocip-bench-policy-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "messages.json"), JsonSerializer.SerializeToUtf8Bytes(messages, OcipJson.Default.StringArray), stop);
            foreach (var definition in definitions)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{definition.Kind}.policy.json"), JsonSerializer.SerializeToUtf8Bytes(definition, OcipJson.Default.PolicyDefinition), stop);
            using var process = Process.Start(new ProcessStartInfo("dotnet", [OwnServer.Program(), "--measure-policies", folder]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return process.ExitCode == 0 ? JsonNode.Parse(output)!.AsObject() : throw new UsageException("the server's program could not measure its policies");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> ServersAsync(PolicyDefinition[] definitions, ProxyOptions options, JsonObject report, CancellationToken stop)
    {
        await using var off = await ProxyWorld.InProcessAsync(options, stop);
        await using var on = await ProxyWorld.InProcessAsync(options, stop);
        await on.ApplyAsync(definitions, stop);
        var progress = new ProgressLines();
        progress.Report("people, rooms and warm-up at both servers");
        await off.PrepareAsync(stop);
        await on.PrepareAsync(stop);
        await off.OpenRoundAsync(0, stop);
        await on.OpenRoundAsync(0, stop);
        progress.Report($"closed loop: {options.ClosedRounds} rounds of {options.ClosedPerSender * options.Pairs} messages at each, one server after the other");
        for (var round = 0; round < options.ClosedRounds; round++)
        {
            // Off, on; on, off: what else the machine does, and what grows, falls on both alike.
            foreach (var world in round % 2 == 0 ? (ProxyWorld[])[off, on] : [on, off])
                await world.ClosedAsync(stop);
            progress.Report($"round {round + 1}: {off.Rounds[round].PerSecond:N0} messages/s without, {on.Rounds[round].PerSecond:N0} with all on: {Percent(on.Rounds[round].PerSecond, off.Rounds[round].PerSecond)} %");
        }
        await off.CheckAsync(stop);
        await on.CheckAsync(stop);
        var (none, all) = (Median(off), Median(on));
        var part = Percent(all, none);
        Console.WriteLine($"a whole server, medians of {options.ClosedRounds} rounds in turns: {none:N0} messages/s with no policy of the book, {all:N0} with all on: {part} %; {off.Fault ?? on.Fault ?? "all delivered once, archived and verified"}");
        Console.WriteLine($"processor a message, which other work on the machine changes little: {CpuUs(off)} µs and {CpuUs(on)} µs; others had {off.Used?.OthersShare:P0} and {on.Used?.OthersShare:P0} of it in the last round");
        report["server"] = new JsonObject
        {
            ["offPerSecond"] = Math.Round(none, 1), ["onPerSecond"] = Math.Round(all, 1), ["percent"] = part, ["offRounds"] = Rates(off), ["onRounds"] = Rates(on), ["offCpuUs"] = CpuUs(off), ["onCpuUs"] = CpuUs(on),
            ["offOthersShare"] = off.Used?.OthersShare, ["onOthersShare"] = on.Used?.OthersShare, ["fault"] = off.Fault ?? on.Fault,
        };
        return off.Fault is null && on.Fault is null;
    }

    private static double CpuUs(ProxyWorld world) => Math.Round(world.Rounds.Sum(r => r.Used.Processes[0]) * 1e6 / Math.Max(1, world.Rounds.Sum(r => r.Delivered)), 1);

    private static double Percent(double of, double whole) => Math.Round(100 * of / Math.Max(1, whole), 1);

    private static double Median(ProxyWorld world)
    {
        var rates = world.Rounds.Select(r => r.PerSecond).Order().ToArray();
        return (rates[(rates.Length - 1) / 2] + rates[rates.Length / 2]) / 2;
    }

    private static JsonArray Rates(ProxyWorld world) => [.. world.Rounds.Select(r => (JsonNode)Math.Round(r.PerSecond, 1))];
}
