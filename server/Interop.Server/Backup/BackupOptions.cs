namespace Interop.Server.Backup;

/// <summary>Where backups are put.</summary>
internal sealed record BackupOptions
{
    public static readonly string[] Own = ["--backups"];

    public const string Help = """
        --backups DIR           folder for backups, each in one of its own (best on another machine's disk); without it none can be made
        """;

    /// <summary>--backups; null: none can be made.</summary>
    public string? Folder { get; init; }

    /// <exception cref="FormatException">The option has no value.</exception>
    public static BackupOptions Read(string[] args)
    {
        var at = Array.IndexOf(args, "--backups");
        if (at < 0)
            return new();
        return at + 1 < args.Length ? new() { Folder = Path.GetFullPath(args[at + 1]) } : throw new FormatException("--backups needs a value.");
    }
}
