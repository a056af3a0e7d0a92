using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>What officers' commands print: a table for people, or the answer as JSON for programs.</summary>
internal static class OfficerOutput
{
    private const int RedirectedCharacters = 240;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    public static void Json<T>(T value, JsonTypeInfo<T> type)
    {
        using var output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Readable))
            JsonSerializer.Serialize(writer, value, type);
        output.Write("\n"u8);
    }

    public static void Table(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(columns);
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => Markup.Escape(RecordText.Printable(cell)))]);
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = RedirectedCharacters;
        AnsiConsole.Write(table);
    }
}
