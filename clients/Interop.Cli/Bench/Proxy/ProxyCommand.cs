using System.CommandLine;

namespace Interop.Cli.Bench.Proxy;

/// <summary>bench proxy: exit code 0 when all that was sent was delivered, archived and decided on once, 1 when not, 2 when it could not start.</summary>
internal static class ProxyCommand
{
    public static Command Create()
    {
        var pairs = BenchNumbers.Create("--pairs", "Pairs of a sender and a receiver in direct chats, at each server.", 20, 1, 2000);
        var window = BenchNumbers.Create("--window", "Closed loop: messages that each sender may have under way.", 32, 1, 4000);
        var count = BenchNumbers.Create("--count", "Closed loop: messages at each server.", 20_000, 1, 20_000_000);
        var warmup = BenchNumbers.Create("--warmup", "Messages at each server before that are not timed.", 10_000, 1, 1_000_000);
        var open = BenchNumbers.Create("--open", "Open loop: messages at each server.", 6_000, 1, 20_000_000);
        var rounds = BenchNumbers.Create("--rounds", "Open loop: how often it changes from the one server to the other.", 6, 1, 1000);
        var rate = new Option<double>("--rate") { Description = "Open loop: messages per second over all senders, sent on time whatever the servers do. Default 200.", DefaultValueFactory = _ => 200, HelpName = "R" };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() <= 0)
                result.AddError("--rate: a number above 0 expected");
        });
        var json = new Option<string?>("--json") { Description = "Append the JSON line to this file as well.", HelpName = "FILE" };
        var command = new Command("proxy", """
            What a compliance proxy in a process of its own costs: the same messages at a server whose policies are in its process, and at one that asks a
            proxy on loopback: time of the evaluation, latency from client to client and what the proxy adds to it, and the most messages per second.
            """)
        {
            pairs, window, count, warmup, open, rounds, rate, json,
        };
        command.Does(async (parsed, stop) =>
        {
            var options = new ProxyOptions
            {
                Pairs = parsed.GetValue(pairs), Window = parsed.GetValue(window), Count = parsed.GetValue(count), Warmup = parsed.GetValue(warmup),
                OpenCount = parsed.GetValue(open), Rounds = parsed.GetValue(rounds), Rate = parsed.GetValue(rate),
            };
            await using var inside = await ProxyWorld.InProcessAsync(options, stop);
            await using var beside = await ProxyWorld.BesideAsync(options, stop);
            var report = await ProxyBench.RunAsync(options, inside, beside, new ProgressLines(), stop);
            report.Print();
            if (parsed.GetValue(json) is { } file)
                await File.AppendAllTextAsync(file, report.ToJson() + "\n", stop);
            return report.IsGood ? Run.Done : Run.Failed;
        });
        return command;
    }
}
