using System.Globalization;

namespace Interop.Server.Export;

/// <summary>Where packages are prepared and how long they are kept (spec 08).</summary>
internal sealed record ExportOptions
{
    /// <summary>Options of the command line that are read here, each with one value.</summary>
    public static readonly string[] Own = ["--exports", "--export-keep", "--export-free"];

    public const string Help = """
          --exports DIR           where packages of exports are prepared and kept (default DATA/exports)
          --export-keep SECONDS   they are removed after this (default 604800)
          --export-free OCTETS    an export fails when less than this would be left free of the disk (default 1073741824)
        """;

    /// <summary>Null: in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>From the end of the export on.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Octets of the disk that exports leave free: the archive must always be able to write.</summary>
    public long FreeMin { get; init; } = 1024L * 1024 * 1024;

    /// <exception cref="FormatException">An option is wrong; the message says which and why.</exception>
    public static ExportOptions Read(string[] args)
    {
        var otherwise = new ExportOptions();
        return new ExportOptions
        {
            Folder = Text(args, "--exports") is { } folder ? Path.GetFullPath(folder) : null,
            Keep = TimeSpan.FromSeconds(Number(args, "--export-keep", (long)otherwise.Keep.TotalSeconds)),
            FreeMin = Number(args, "--export-free", otherwise.FreeMin),
        };
    }

    private static long Number(string[] args, string name, long otherwise) => Text(args, name) switch
    {
        null => otherwise,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1L << 50 => number,
        _ => throw new FormatException($"{name} is a whole number above 0."),
    };

    private static string? Text(string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        if (index < 0)
            return null;
        return index + 1 < args.Length ? args[index + 1] : throw new FormatException($"{name} needs a value.");
    }
}
