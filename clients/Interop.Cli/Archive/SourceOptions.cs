using System.CommandLine;
using Interop.Cli.Verification;

namespace Interop.Cli.Archive;

/// <summary>Which archive: a server's over its API, or a data folder's files.</summary>
internal sealed class SourceOptions
{
    private readonly ServerOptions server = new();

    public static Option<string?> DataOption() => new("--data") { Description = "Data folder of a server, read offline.", HelpName = "DIR" };

    public static Option<string?> KeyFolderOption() => new("--key-folder") { Description = "Folder of the keys that open the archive's content (default: keys in the data folder).", HelpName = "DIR" };

    public Option<string?> Data { get; } = DataOption();

    public Option<string?> KeyFolder { get; } = KeyFolderOption();

    public void AddTo(Command command)
    {
        server.AddTo(command);
        command.Options.Add(Data);
        command.Options.Add(KeyFolder);
    }

    public IArchiveSource Open(ParseResult parsed) =>
        parsed.GetValue(Data) is { } folder ? new FolderSource(OpenFolder(folder, parsed.GetValue(KeyFolder))) : new ServerSource(server.Client(parsed));

    /// <exception cref="UsageException">It is not a data folder.</exception>
    public static DataFolder OpenFolder(string path, string? keyFolder = null)
    {
        try
        {
            return new DataFolder(path, keyFolder);
        }
        catch (Exception fault) when (fault is FileNotFoundException or FormatException)
        {
            throw new UsageException(fault.Message);
        }
        catch (Microsoft.Data.Sqlite.SqliteException damaged)
        {
            throw new UsageException($"the database in '{path}' cannot be read, so that nothing of it can be said: {RecordText.Printable(damaged.Message)}");
        }
    }
}
