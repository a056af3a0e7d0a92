using System.CommandLine;
using System.Text.Json;
using Interop.Protocol;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive exports: what was asked for and what became of it; ends one with --end.</summary>
internal static class ExportsCommand
{
    public static Command Create()
    {
        var server = new ServerOptions();
        var end = new Option<string?>("--end") { Description = "Cancels this export, or removes its package from the server.", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("exports", "List exports with their progress, the newest first.") { end, json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            if (parsed.GetValue(end) is { } id)
                await client.Archive.EndExportAsync(id, stop);
            var list = await client.Archive.ExportsAsync(stop);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(list, OcipJson.Default.ExportList));
                return Run.Done;
            }
            var table = new Table().Border(TableBorder.Simple).AddColumns("id", "state", "asked for", "by", "records", "octets", "purpose");
            foreach (var view in list.Exports)
                table.AddRow([.. new[] { view.Id, view.Phase is null ? view.State : $"{view.State}: {view.Phase}", view.Created, view.Account, $"{view.Records:N0}", $"{view.Octets:N0}", view.Request.Purpose }
                    .Select(cell => Markup.Escape(RecordText.Printable(cell, 60)))]);
            AnsiConsole.Write(table);
            return Run.Done;
        });
        return command;
    }
}
