using System.CommandLine;

namespace Interop.Cli.Bench.Opening;

/// <summary>bench release: exit code 0 when all that was held was released and delivered once and in order, 1 when not, 2 when it could not start.</summary>
internal static class OpeningCommand
{
    public static Command Create()
    {
        var people = BenchNumbers.Create("--people", "People whose office is closed, and then opens.", 200, 2, 20_000);
        var rooms = BenchNumbers.Create("--rooms", "Rooms in which something waits for them.", 400, 1, 100_000);
        var members = BenchNumbers.Create("--members", "Of each room.", 6, 2, 5_000);
        var messages = BenchNumbers.Create("--messages", "Written in each room while the office is closed.", 10, 1, 100_000);
        var listening = BenchNumbers.Create("--listening", "People with an open stream, who must get everything once and in order.", 20, 0, 5_000);
        var json = new Option<string?>("--json") { Description = "Append the JSON line to this file as well.", HelpName = "FILE" };
        var command = new Command("release", """
            What an opening costs: messages are held for an office that is closed by the server's clock, the clock is set to its opening, and the time is taken until
            nothing is held any more: releases per second, group commits, processor time, and that all came once, in the order of each room.
            """)
        {
            people, rooms, members, messages, listening, json,
        };
        command.Does(async (parsed, stop) =>
        {
            var office = parsed.GetValue(people);
            var options = new OpeningOptions(office, parsed.GetValue(rooms), Math.Min(parsed.GetValue(members), office), parsed.GetValue(messages), Math.Min(parsed.GetValue(listening), office));
            await using var bench = await OpeningBench.StartAsync(options, stop);
            var report = await bench.RunAsync(new ProgressLines(), stop);
            report.Print();
            if (parsed.GetValue(json) is { } file)
                await File.AppendAllTextAsync(file, report.ToJson() + "\n", stop);
            return report.Fault is null ? Run.Done : Run.Failed;
        });
        return command;
    }
}
