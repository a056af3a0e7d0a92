using System.CommandLine;
using System.Text.Json;
using Interop.Cli.Archive;
using Interop.Protocol;
using Interop.Protocol.PeopleApi;

namespace Interop.Cli.Reports;

/// <summary>reports labour: what people did outside of their hours (spec 10.12).</summary>
internal static class LabourCommand
{
    // The archive's calls are below /ocip/v1/archive/.
    private const string Path = "../reports/labour";
    private const int PeopleOfAPage = 200;

    public static Command Create()
    {
        var server = new ServerOptions();
        var month = new Option<string>("--month") { Description = "The month, such as 2026-11.", HelpName = "YYYY-MM", Required = true };
        var format = new Option<string>("--format") { Description = "csv, html or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "html", "json");
        var output = new Option<string?>("--out") { Description = "A file to write it to, in place of one of that name (default: what is printed).", HelpName = "FILE" };
        var command = new Command("labour", "A month's after-hours work by person. Needs a token of the role records, privacy or supervisor; that it was read is archived.") { month, format, output };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var (asked, form) = ($"{Path}?month={Uri.EscapeDataString(parsed.GetValue(month)!)}", parsed.GetValue(format)!);
            if (parsed.GetValue(output) is { } file)
            {
                await ReportFile.WriteAsync(file, to => GiveAsync(calls, asked, form, to, stop));
                return Run.Done;
            }
            await using var printed = Console.OpenStandardOutput();
            await GiveAsync(calls, asked, form, printed, stop);
            return Run.Done;
        });
        return command;
    }

    private static Task GiveAsync(ArchiveCalls calls, string asked, string form, Stream to, CancellationToken stop) =>
        form == "json" ? JsonAsync(calls, asked, to, stop) : calls.CopyAsync($"{asked}&format={form}", to, stop);

    /// <summary>All people, as one answer: a program that gets a part takes it for the whole.</summary>
    private static async Task JsonAsync(ArchiveCalls calls, string asked, Stream to, CancellationToken stop)
    {
        var people = new List<LabourRow>();
        LabourReport page;
        long? next = null;
        do
        {
            page = await calls.GetAsync($"{asked}&limit={PeopleOfAPage}{(next is { } after ? $"&after={after}" : "")}", OcipJson.Default.LabourReport, stop);
            people.AddRange(page.People);
            next = page.Next;
        }
        while (next is not null);
        await JsonSerializer.SerializeAsync(to, page with { People = [.. people] }, OcipJson.Default.LabourReport, stop);
        await to.WriteAsync("\n"u8.ToArray(), stop);
    }
}
