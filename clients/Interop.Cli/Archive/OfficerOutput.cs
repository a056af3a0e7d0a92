using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>What officers' commands print: a table for people, or the answer as JSON for programs.</summary>
internal static class OfficerOutput
{
    /// <summary>A file or pipe has no width; what reads it wants whole lines and whole ids.</summary>
    private const int RedirectedCharacters = 10_000;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    /// <summary>Into a file or pipe: no colours, and no line is broken. To be called once, before anything is printed.</summary>
    public static void Fit()
    {
        if (!Console.IsOutputRedirected)
            return;
        AnsiConsole.Profile.Width = RedirectedCharacters;
        AnsiConsole.Profile.Capabilities.Ansi = false;
        AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
    }

    /// <summary>Standard error, for progress.</summary>
    public static IAnsiConsole Errors()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
            console.Profile.Width = RedirectedCharacters;
        return console;
    }

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
        AnsiConsole.Write(table);
    }
}
