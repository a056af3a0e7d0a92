using System.CommandLine;

namespace Interop.Cli.Archive.Backup;

/// <summary>Which backup, whose it must be, and how old it may be: what restore and restore-drill have in common.</summary>
internal sealed class RestoreOptions
{
    private readonly Option<string> from = new("--from") { Description = "The backup's folder.", HelpName = "DIR", Required = true };
    private readonly Option<string?> keyFolder = SourceOptions.KeyFolderOption();
    private readonly Option<string[]> key = new("--key") { Description = "Public keys that you pinned: a file with what the server's /keys answered. May be given again.", HelpName = "FILE", DefaultValueFactory = _ => [] };
    private readonly Option<string?> notBefore = new("--not-before") { Description = "A checkpoint that you kept: a backup that ends before it is refused, and one of another history too.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Options.Add(from);
        command.Options.Add(keyFolder);
        command.Options.Add(key);
        command.Options.Add(notBefore);
    }

    public BackupFolder Open(ParseResult parsed) => BackupFolder.Open(parsed.GetValue(from)!, parsed.GetValue(key)!);

    public string? KeyFolder(ParseResult parsed) => parsed.GetValue(keyFolder) is { } folder ? Path.GetFullPath(folder) : null;

    /// <exception cref="UsageException">There is no file with the checkpoint.</exception>
    public Restoring Restoring(ParseResult parsed, BackupFolder backup)
    {
        var file = parsed.GetValue(notBefore);
        if (file is not null && !File.Exists(file))
            throw new UsageException($"there is no file '{file}' with a checkpoint");
        return new Restoring(backup, KeyFolder(parsed), file is null ? null : File.ReadAllText(file));
    }
}
