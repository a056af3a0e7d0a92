using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive watch: each record as it is archived, until interrupted.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var server = new ServerOptions();
        var after = new Option<long?>("--after") { Description = "Start after this index; -1 is the beginning. Without it: only what comes.", HelpName = "INDEX" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("watch", "Show each record as it is archived; Ctrl-C ends.") { after, json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            using var source = new ServerSource(client);
            var from = parsed.GetValue(after) ?? await source.SizeAsync(stop) - 1;
            await foreach (var record in client.Archive.JournalAsync(from, stop))
            {
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(record, OcipJson.Default.ArchiveRecord));
                else
                    AnsiConsole.MarkupLine(Line(RecordText.Of(record)));
            }
            return Run.Done;
        });
        return command;
    }

    /// <summary>One record as a line of console markup.</summary>
    internal static string Line(RecordText line) =>
        $"[grey]{line.Index,6} {Cell(line.At)}[/] {Cell(line.Kind)} [blue]{Cell(line.Sender)}[/] {(line.Code.StartsWith('2') ? "[green]" : "[red]")}{Cell(line.Code)}[/] {Cell(line.Text)}";

    private static string Cell(string text) => Markup.Escape(RecordText.Printable(text, 200));
}
