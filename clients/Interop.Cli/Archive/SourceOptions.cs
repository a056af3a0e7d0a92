using System.CommandLine;
using Interop.Cli.Verification;

namespace Interop.Cli.Archive;

/// <summary>Which archive: a server's over its API, or a data folder's files.</summary>
internal sealed class SourceOptions
{
    private readonly ServerOptions server = new();

    public static Option<string?> DataOption() => new("--data") { Description = "Data folder of a server, read offline.", HelpName = "DIR" };

    public Option<string?> Data { get; } = DataOption();

    public void AddTo(Command command)
    {
        server.AddTo(command);
        command.Options.Add(Data);
    }

    public IArchiveSource Open(ParseResult parsed) =>
        parsed.GetValue(Data) is { } folder ? new FolderSource(OpenFolder(folder)) : new ServerSource(server.Client(parsed));

    /// <exception cref="UsageException">It is not a data folder.</exception>
    public static DataFolder OpenFolder(string path)
    {
        try
        {
            return new DataFolder(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new UsageException(fault.Message);
        }
    }
}
