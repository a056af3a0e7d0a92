using System.CommandLine;
using Interop.Cli.Bench.Archive;
using Interop.Cli.Bench.Federation;
using Interop.Cli.Bench.Opening;
using Interop.Cli.Bench.Policy;
using Interop.Cli.Bench.Proxy;
using Interop.Client;
using Interop.Protocol.AdminApi;

namespace Interop.Cli.Bench;

/// <summary>bench submit: exit code 0 when all that was sent was delivered once and archived, 1 when not, 2 when it could not start.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var command = new Command("bench", "Measure how fast messages are archived and delivered, within one organisation and between two, what an opening, a compliance proxy and policies cost, and what a large archive does.");
        command.Subcommands.Add(Submit());
        command.Subcommands.Add(FederationCommand.Create());
        command.Subcommands.Add(ProxyCommand.Create());
        command.Subcommands.Add(OpeningCommand.Create());
        command.Subcommands.Add(ArchiveBenchCommand.Create());
        command.Subcommands.Add(PolicyBenchCommand.Create());
        return command;
    }

    private static Command Submit()
    {
        var pairs = BenchNumbers.Create("--pairs", "Pairs of a sender and a receiver in direct chats.", 20, 1, 5000);
        var members = BenchNumbers.Create("--members", "Instead of pairs: one room of so many members.", 0, 0, 5000);
        var senders = BenchNumbers.Create("--senders", "Of the room: how many of its members send.", 1, 1, 5000);
        var window = BenchNumbers.Create("--window", "Messages that each sender may have under way.", 32, 1, 10_000);
        var count = BenchNumbers.Create("--count", "Timed messages over all senders.", 20_000, 1, 20_000_000);
        var warmup = BenchNumbers.Create("--warmup", "Messages before them that are not timed.", 10_000, 1, 1_000_000);
        var rate = new Option<double>("--rate") { Description = "Open loop: messages per second over all senders, sent on time whatever the server does.", HelpName = "R" };
        var binding = new Option<string>("--binding") { Description = "live (SignalR over WebSocket) or sse (HTTP submit, server-sent events).", DefaultValueFactory = _ => "live" };
        binding.AcceptOnlyFromAmong("live", "sse");
        var json = new Option<string?>("--json") { Description = "Append the JSON line to this file as well.", HelpName = "FILE" };
        var data = new Option<string?>("--data") { Description = "Folder for the bench's own server (empty or new; kept); otherwise a temporary one.", HelpName = "DIR" };
        var server = new ServerOptions();
        var command = new Command("submit", "1:1 messages, or a room, through the public client API: messages per second and latency from just before the send to the parsed delivery.")
        {
            pairs, members, senders, window, count, warmup, rate, binding, json, data,
        };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            var options = new BenchOptions
            {
                Pairs = parsed.GetValue(pairs), Members = parsed.GetValue(members), Senders = Math.Min(parsed.GetValue(senders), Math.Max(1, parsed.GetValue(members))),
                Window = parsed.GetValue(window), Count = parsed.GetValue(count), Warmup = parsed.GetValue(warmup), Rate = parsed.GetValue(rate),
                Sse = parsed.GetValue(binding) == "sse",
            };
            var report = server.Server(parsed) is null
                ? await OnOwnServerAsync(options, parsed.GetValue(data), stop)
                : await OnServerAsync(options, server.Client(parsed), stop);
            report.Print();
            if (parsed.GetValue(json) is { } file)
                await File.AppendAllTextAsync(file, report.ToJson() + "\n", stop);
            return report.IsGood ? Run.Done : Run.Failed;
        });
        return command;
    }

    private static async Task<BenchReport> OnServerAsync(BenchOptions options, OcipClient admin, CancellationToken stop)
    {
        using (admin)
        {
            var bench = new SubmitBench(options, admin, null);
            var report = await bench.RunAsync(stop);
            var check = new ArchiveCheck(options.SenderCount, options.TotalPerSender, bench.Tracker);
            for (long? after = bench.ArchiveSizeBefore - 1; after is { } from;)
            {
                var page = await admin.Archive.RecordsAsync(from, 250, stop);
                foreach (var record in page.Records)
                    check.Take(record);
                after = page.Next;
            }
            return report with { ArchiveFound = check.Found, ArchiveMissing = check.Missing, ArchiveWrong = check.Wrong };
        }
    }

    private static async Task<BenchReport> OnOwnServerAsync(BenchOptions options, string? data, CancellationToken stop)
    {
        await using var server = await OwnServer.StartAsync(data, stop);
        using var anonymous = new OcipClient(server.Address, null);
        var secret = (await File.ReadAllTextAsync(Path.Combine(server.Data, "bootstrap-secret"), stop)).Trim();
        var token = await anonymous.Admin.BootstrapAsync(new BootstrapRequest(secret), stop);
        using var admin = new OcipClient(server.Address, token.Token);
        var bench = new SubmitBench(options, admin, server.Process);
        var report = await bench.RunAsync(stop);
        await server.KillAsync();
        return OfflineCheck.Run(report, options, bench, server.Data, stop);
    }
}
