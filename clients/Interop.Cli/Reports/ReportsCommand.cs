using System.CommandLine;

namespace Interop.Cli.Reports;

/// <summary>Reports for those who look after people and records.</summary>
internal static class ReportsCommand
{
    public static Command Create()
    {
        var command = new Command("reports", "Reports for those who look after people and records.");
        command.Subcommands.Add(LabourCommand.Create());
        return command;
    }
}
