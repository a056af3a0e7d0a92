using System.Globalization;

namespace Interop.Server.Backup;

/// <summary>Where backups are put, and how old the newest may be.</summary>
internal sealed record BackupOptions
{
    public static readonly string[] Own = ["--backups", "--backup-age"];

    public const string Help = """
        --backups DIR           folder for backups, each in one of its own (best on another machine's disk); without it none can be made
          --backup-age SECONDS    with --backups: an alarm when the newest one is older (default 93600: 26 hours; 0: never)
        """;

    /// <summary>--backups; null: none can be made.</summary>
    public string? Folder { get; init; }

    /// <summary>--backup-age; null: old backups are no alarm. One a day, and two hours for the making of it.</summary>
    public TimeSpan? AgeMax { get; init; } = TimeSpan.FromHours(26);

    /// <exception cref="FormatException">An option has no value, or one that it cannot have.</exception>
    public static BackupOptions Read(string[] args)
    {
        var read = new BackupOptions();
        if (Value(args, "--backups") is { } folder)
            read = read with { Folder = Path.GetFullPath(folder) };
        if (Value(args, "--backup-age") is not { } text)
            return read;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e9
            ? read with { AgeMax = seconds == 0 ? null : TimeSpan.FromSeconds(seconds) } : throw new FormatException("--backup-age is a number of seconds, or 0.");
    }

    private static string? Value(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? null : at + 1 < args.Length ? args[at + 1] : throw new FormatException($"{name} needs a value.");
    }
}
