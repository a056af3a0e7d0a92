using System.Globalization;
using Interop.Server.Media.Scanning;

namespace Interop.Server.Media;

/// <summary>How much is kept of media (spec 15).</summary>
internal sealed record MediaOptions
{
    /// <summary>Options of the command line that are read here, each with one value.</summary>
    public static readonly string[] Own = ["--media-max", "--media-free", "--media-unused", "--media-scanner"];

    public const string Help = """
          --media-max OCTETS      largest file of a message (default 104857600)
          --media-free OCTETS     files are refused when less than this would be left free of the disk (default 1073741824)
          --media-unused SECONDS  files that no message refers to are thrown away after this (default 86400)
          --media-scanner S       files are looked at by ClamAV before they go in: clamd:HOST:PORT or clamd:/PATH/OF/SOCKET (default: by nobody)
        """;

    /// <summary>Octets of one file.</summary>
    public long OctetsMax { get; init; } = 100L * 1024 * 1024;

    /// <summary>Octets of the disk that files leave free: the archive must always be able to write.</summary>
    public long FreeMin { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How long a file may be without an event that refers to it.</summary>
    public TimeSpan UnusedFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The scanner that every file is shown to; null for none.</summary>
    public ClamdAddress? Scanner { get; init; }

    /// <exception cref="FormatException">An option is wrong; the message says which and why.</exception>
    public static MediaOptions Read(string[] args)
    {
        var otherwise = new MediaOptions();
        return new MediaOptions
        {
            OctetsMax = Number(args, "--media-max", otherwise.OctetsMax),
            FreeMin = Number(args, "--media-free", otherwise.FreeMin),
            Scanner = Array.IndexOf(args, "--media-scanner") is >= 0 and var at ? ClamdAddress.Parse(args.ElementAtOrDefault(at + 1) ?? "") : null,
            UnusedFor = TimeSpan.FromSeconds(Number(args, "--media-unused", (long)otherwise.UnusedFor.TotalSeconds)),
        };
    }

    private static long Number(string[] args, string name, long otherwise)
    {
        var index = Array.IndexOf(args, name);
        if (index < 0)
            return otherwise;
        if (index + 1 < args.Length && long.TryParse(args[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1L << 50)
            return number;
        throw new FormatException($"{name} is a whole number above 0.");
    }
}
