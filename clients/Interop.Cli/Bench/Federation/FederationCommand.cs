using System.CommandLine;

namespace Interop.Cli.Bench.Federation;

/// <summary>bench federation: exit code 0 when all that was sent was delivered once at the other side and is in both archives once, 1 when not, 2 when it could not start.</summary>
internal static class FederationCommand
{
    public static Command Create()
    {
        var rooms = BenchNumbers.Create("--rooms", "Rooms that both organisations share, all ordered by the first.", 20, 1, 2000);
        var members = BenchNumbers.Create("--members", "People of each organisation in each room; one of them sends.", 1, 1, 400);
        var direction = new Option<string>("--direction")
        {
            Description = "out: the hub's people send; in: the follower's people send, and each event goes to the hub and comes back; both. Default both.",
            DefaultValueFactory = _ => FederationOptions.Both,
        };
        direction.AcceptOnlyFromAmong(FederationOptions.Out, FederationOptions.In, FederationOptions.Both);
        var window = BenchNumbers.Create("--window", "Closed loop: messages that each sender may have under way.", 32, 1, 4000);
        var count = BenchNumbers.Create("--count", "Timed messages over all senders, in a closed loop: events per second.", 40_000, 1, 20_000_000);
        var warmup = BenchNumbers.Create("--warmup", "Messages before them that are not timed.", 20_000, 1, 1_000_000);
        var open = BenchNumbers.Create("--open", "Messages after them in an open loop, for latencies; 0 for none.", 10_000, 0, 20_000_000);
        var rate = new Option<double>("--rate") { Description = "Open loop: messages per second over all senders, sent on time whatever the servers do. Default half of what the closed loop reached.", HelpName = "R" };
        var json = new Option<string?>("--json") { Description = "Append the JSON line to this file as well.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder for the data folders of both servers (empty or new; kept); otherwise temporary ones.", HelpName = "DIR" };
        var command = new Command("federation", """
            Two organisations with a server each, HTTPS between them, signed and stamped events, archives at both sides: events per second and latency from
            one organisation's client to the other's, beside what the machine's own ES256 signatures would allow if each were made for one event alone.
            """)
        {
            rooms, members, direction, window, count, warmup, open, rate, json, data,
        };
        command.Does(async (parsed, stop) =>
        {
            var options = new FederationOptions
            {
                Rooms = parsed.GetValue(rooms), Members = parsed.GetValue(members), Direction = parsed.GetValue(direction)!, Window = parsed.GetValue(window),
                Count = parsed.GetValue(count), Warmup = parsed.GetValue(warmup), OpenCount = parsed.GetValue(open), Rate = parsed.GetValue(rate), Data = parsed.GetValue(data),
            };
            await using var bench = await FederationBench.StartAsync(options, stop);
            var report = await bench.RunAsync(new ProgressLines(), stop);
            report.Print();
            if (parsed.GetValue(json) is { } file)
                await File.AppendAllTextAsync(file, report.ToJson() + "\n", stop);
            return report.IsGood ? Run.Done : Run.Failed;
        });
        return command;
    }
}
