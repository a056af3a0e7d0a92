using System.CommandLine;
using Interop.Cli.Archive;

namespace Interop.Cli.Reports;

/// <summary>reports labour: what people did outside of their hours (spec 10.12).</summary>
internal static class ReportsCommand
{
    public static Command Create()
    {
        var command = new Command("reports", "Reports for those who look after people and records.");
        command.Subcommands.Add(Labour());
        return command;
    }

    private static Command Labour()
    {
        var server = new ServerOptions();
        var month = new Option<string>("--month") { Description = "The month, such as 2026-11.", HelpName = "YYYY-MM", Required = true };
        var format = new Option<string>("--format") { Description = "csv, html or json (its first 200 people).", HelpName = "FORMAT", DefaultValueFactory = _ => "csv" };
        var output = new Option<string?>("--out") { Description = "A file to write it to (default: what is printed).", HelpName = "FILE" };
        var command = new Command("labour", "A month's after-hours work by person. Needs a token of the role records, privacy or supervisor; that it was read is archived.") { month, format, output };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            await using var to = parsed.GetValue(output) is { } file ? File.Create(file) : Console.OpenStandardOutput();
            await calls.CopyAsync($"../reports/labour?month={Uri.EscapeDataString(parsed.GetValue(month)!)}&format={Uri.EscapeDataString(parsed.GetValue(format)!)}&limit=200", to, stop);
            return Run.Done;
        });
        return command;
    }
}
