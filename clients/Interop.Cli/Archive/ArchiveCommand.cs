using System.CommandLine;
using Interop.Cli.Archive.Retention;
using Interop.Cli.Archive.Backup;

namespace Interop.Cli.Archive;

/// <summary>archive list|show|search|conversation|verify|watch|keys|cases|holds|subjects, and more.</summary>
internal static class ArchiveCommand
{
    public static Command Create()
    {
        var command = new Command("archive", "Look into the archive, and check that it is what was signed.");
        command.Subcommands.Add(DispositionsCommand.Create());
        command.Subcommands.Add(CasesCommand.Create());
        command.Subcommands.Add(HoldsCommand.Create());
        command.Subcommands.Add(KeysCommand.Create());
        command.Subcommands.Add(ListCommand.Create());
        command.Subcommands.Add(RetentionCommand.Create());
        command.Subcommands.Add(ScheduleCommand.Create());
        command.Subcommands.Add(ExportCommand.Create());
        command.Subcommands.Add(ExportCommand.CreateClientCopy());
        command.Subcommands.Add(ExportsCommand.Create());
        command.Subcommands.Add(ShowCommand.Create());
        command.Subcommands.Add(SearchCommand.Create());
        command.Subcommands.Add(ConversationCommand.Create());
        command.Subcommands.Add(SubjectsCommand.Create());
        command.Subcommands.Add(TilesCommand.Create());
        command.Subcommands.Add(VerifyCommand.Create());
        command.Subcommands.Add(WatchCommand.Create());
        command.Subcommands.Add(BackupCommand.Create());
        command.Subcommands.Add(RestoreCommand.Create());
        command.Subcommands.Add(RestoreDrillCommand.Create());
        foreach (var evidence in EvidenceCommands.Create())
            command.Subcommands.Add(evidence);
        return command;
    }
}
