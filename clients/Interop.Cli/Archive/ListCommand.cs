using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive list: records as a table, the newest unless told otherwise.</summary>
internal static class ListCommand
{
    private const int TextCharactersMax = 60;

    public static Command Create()
    {
        var source = new SourceOptions();
        var after = new Option<long?>("--after") { Description = "Start after this index; -1 is the beginning. Without it: the newest.", HelpName = "INDEX" };
        var limit = new Option<int>("--limit") { Description = "At most so many records.", DefaultValueFactory = _ => 20 };
        var json = new Option<bool>("--json") { Description = "One JSON object a line instead of a table." };
        var command = new Command("list", "List records, the newest unless --after is given.") { after, limit, json };
        source.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var archive = source.Open(parsed);
            var most = parsed.GetValue(limit);
            var from = parsed.GetValue(after) ?? Math.Max(-1, await archive.SizeAsync(stop) - most - 1);
            var records = archive.ReadAsync(from, stop).Take(most);
            if (parsed.GetValue(json))
                await PrintJsonAsync(records);
            else
                await PrintTableAsync(records);
            return Run.Done;
        });
        return command;
    }

    private static async Task PrintJsonAsync(IAsyncEnumerable<ArchiveRecord> records)
    {
        await foreach (var record in records)
            Console.WriteLine(JsonSerializer.Serialize(record, OcipJson.Default.ArchiveRecord));
    }

    private static async Task PrintTableAsync(IAsyncEnumerable<ArchiveRecord> records)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("index", "archived", "kind", "room", "sender", "code", "text");
        table.Columns[0].RightAligned();
        foreach (var column in table.Columns)
            column.NoWrap();
        await foreach (var record in records)
        {
            var line = RecordText.Of(record);
            table.AddRow($"{line.Index}", Cell(line.At), Cell(line.Kind), Cell(line.Room), Cell(line.Sender), Cell(line.Code), Cell(line.Text));
        }
        AnsiConsole.Write(table);
    }

    private static string Cell(string text) => Markup.Escape(RecordText.Printable(text, TextCharactersMax));
}
