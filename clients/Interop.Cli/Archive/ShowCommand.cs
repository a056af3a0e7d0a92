using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interop.Protocol;

namespace Interop.Cli.Archive;

/// <summary>archive show: one record in full.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var source = new SourceOptions();
        var index = new Argument<long>("index") { Description = "Index of the record." };
        var command = new Command("show", "Show one record in full.") { index };
        source.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var archive = source.Open(parsed);
            if (await archive.FindAsync(parsed.GetValue(index), stop) is not { } record)
            {
                await Console.Error.WriteLineAsync($"there is no record {parsed.GetValue(index)}");
                return Run.Failed;
            }
            var element = JsonSerializer.SerializeToElement(record, OcipJson.Default.ArchiveRecord);
            await using var output = Console.OpenStandardOutput();
            // The default encoder escapes control characters and everything that could steer a terminal, but letters stay readable.
            await using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) }))
                element.WriteTo(writer);
            await output.WriteAsync("\n"u8.ToArray(), stop);
            return Run.Done;
        });
        return command;
    }
}
