using System.CommandLine;
using System.Globalization;
using Interop.Cli.Bench;
using Interop.Cli.Verification;

namespace Interop.Cli.Archive.Backup;

/// <summary>archive restore: exit code 0 when the folder is whole and verified, 1 when the backup is damaged, 2 when it was refused.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var options = new RestoreOptions();
        var data = new Option<string>("--data") { Description = "Data folder to make; it must be empty or not there.", HelpName = "DIR", Required = true };
        var command = new Command("restore", "Restore a backup into a data folder: every file compared, the whole archive verified, before and after. Nothing half done has the folder's name.") { data };
        options.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            var backup = options.Open(parsed);
            try
            {
                var report = await options.Restoring(parsed, backup).RunAsync(Path.GetFullPath(parsed.GetValue(data)!), new ProgressLines(), stop);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"good: {RecordText.Printable(backup.Log)}: {report.Records:N0} records as of {backup.Ended}, restored and verified"));
                Console.Write(Notes(backup, report));
                return Run.Done;
            }
            catch (InvalidDataException damaged)
            {
                Console.WriteLine($"WRONG: {RecordText.Printable(damaged.Message)}; nothing was restored");
                return Run.Failed;
            }
        });
        return command;
    }

    private static string Notes(BackupFolder backup, VerificationReport report) =>
        $"""
              What was archived after {backup.Ended} is not in it: peers and clients that have later receipts will show it.
        {(report.Closed > 0 ? "      The keys that encrypt the archive were not given: that bodies can be read is not shown. Give --key-folder.\n" : "")}{(backup.Keys.IsPinned ? "" : "      The keys are the backup's own: this shows that it is whole, not whose it is. Pin them with --key.\n")}
        """;
}
