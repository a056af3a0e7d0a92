using System.CommandLine;

namespace Interop.Cli.Bench.Archive;

/// <summary>bench archive: exit code 0 when all that was sent is archived and all that was asked was answered, 1 when not, 2 when it could not start.</summary>
internal static class ArchiveBenchCommand
{
    private const int MessagesMax = 100_000_000;

    public static Command Create()
    {
        var messages = BenchNumbers.Create("--messages", "Messages to put in; 0 measures what the folder of --data has.", 1_000_000, 0, MessagesMax);
        var seed = BenchNumbers.Create("--seed", "The same seed makes the same people, rooms and texts. A folder that was filled before keeps its own.", 1, 0, int.MaxValue);
        var people = BenchNumbers.Create("--people", "Employees of a new archive; 0: one for every 2,500 messages, 12 to 600.", 0, 0, 5000);
        var days = BenchNumbers.Create("--days", "Days over which the messages are written, most in office hours, by the server's development clock; 0: the machine's clock. Few messages in many days: the clock outruns what is under way.", 365, 0, 3660);
        var lanes = BenchNumbers.Create("--lanes", "Transactions under way at the same time.", 16, 1, 500);
        var transaction = BenchNumbers.Create("--transaction", "Events of one transaction.", 50, 1, 50);
        var data = new Option<string?>("--data") { Description = "Folder that is kept. A later run with it goes on where this one ended, so that a large archive is filled in steps.", HelpName = "DIR" };
        var only = new Option<bool>("--only-fill") { Description = "Fill, and measure append and disk only: a step of a larger archive." };
        var beside = new Option<string[]>("--beside") { Description = $"Formats of export that are measured beside the records: {string.Join(", ", ExportMeasure.AllFormats)}, or none. Default all.", HelpName = "FORMAT", AllowMultipleArgumentsPerToken = true };
        beside.AcceptOnlyFromAmong([.. ExportMeasure.AllFormats, "none"]);
        var dispose = new Option<bool>("--dispose") { Description = "At the end, measure how fast bodies are ended: all that are older than ten days." };
        var queue = new Option<bool>("--queue") { Description = "A policy brings each message into the reviewers' queue, which is then paged through from its top to its end." };
        var json = new Option<string?>("--json") { Description = "Append the figures as a line of JSON to this file.", HelpName = "FILE" };
        var command = new Command("archive", """
            A large archive: fills it with what a firm writes over a year (lengths, eight languages, rooms and office hours as people have them; edits,
            retractions, replies, files, outsiders, refusals, holds), through the public API of a server of its own, then measures what is done with it.
            """)
        {
            messages, seed, people, days, lanes, transaction, data, only, beside, queue, dispose, json,
        };
        command.Does(async (parsed, stop) =>
        {
            var options = new ArchiveBenchOptions
            {
                Fill = new FillOptions
                {
                    Messages = parsed.GetValue(messages), Seed = (ulong)parsed.GetValue(seed), Days = parsed.GetValue(days), Lanes = parsed.GetValue(lanes),
                    People = parsed.GetValue(people) is > 0 and var some ? some : FillOptions.PeopleFor(parsed.GetValue(messages)), Transaction = parsed.GetValue(transaction),
                },
                Data = parsed.GetValue(data), Measures = !parsed.GetValue(only), Queues = parsed.GetValue(queue), Disposes = parsed.GetValue(dispose),
                Beside = parsed.GetValue(beside) is { Length: > 0 } formats ? [.. formats.Where(f => f != "none")] : ExportMeasure.AllFormats,
            };
            var progress = new ProgressLines();
            await using var bench = await ArchiveBench.StartAsync(options, progress, stop);
            await bench.RunAsync(progress, stop);
            bench.Figures.Print();
            var line = bench.ToJson().ToJsonString();
            Console.WriteLine(line);
            if (parsed.GetValue(json) is { } file)
                await File.AppendAllTextAsync(file, line + "\n", stop);
            if (bench.Fault is { } fault)
                await Console.Error.WriteLineAsync($"WRONG: {fault}");
            return bench.IsGood ? Run.Done : Run.Failed;
        });
        return command;
    }
}
