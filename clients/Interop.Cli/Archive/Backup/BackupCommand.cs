using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Interop.Cli.Bench;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive.Backup;

/// <summary>archive backup: asks a running server for a backup and waits for it. Exit code 0 when it is made and found good, 1 when not.</summary>
internal static class BackupCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var server = new ServerOptions();
        var to = new Option<string>("--to") { Description = "Its name: a new folder in the server's folder for backups (the server's option --backups).", HelpName = "NAME", Required = true };
        var withKeys = new Option<bool>("--with-key")
        {
            Description = "Put the keys that encrypt the archive into it. Whoever has such a backup can read it; without, it is worth nothing to who has not the server's key folder, and to you neither when that is lost.",
        };
        var json = new Option<bool>("--json") { Description = "The backup as one JSON object." };
        var command = new Command("backup", "Make a backup of a running server: the database as it is at one moment, the files of messages, the server's keys sealed; read again, compared and signed. The search index is not in it: it is made again.")
        {
            to, withKeys, json,
        };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var progress = new ProgressLines();
            var view = await client.Archive.BeginBackupAsync(new BackupRequest(parsed.GetValue(to)!, parsed.GetValue(withKeys) ? true : null), stop);
            for (var told = TimeProvider.System.GetTimestamp(); view.State == BackupView.Running; view = await client.Archive.BackupAsync(view.Name, stop))
            {
                await Task.Delay(LookEvery, TimeProvider.System, stop);
                if (TimeProvider.System.GetElapsedTime(told) < TellEvery)
                    continue;
                told = TimeProvider.System.GetTimestamp();
                progress.Report(string.Create(CultureInfo.InvariantCulture, $"{view.Octets / 1048576.0:N0} MiB{(view.Total is { } total ? $" of {total / 1048576.0:N0}" : "")} copied"));
            }
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(view, OcipJson.Default.BackupView) : Text(view));
            return view.State == BackupView.Done ? Run.Done : Run.Failed;
        });
        return command;
    }

    private static string Text(BackupView view) => view.State == BackupView.Done
        ? string.Create(CultureInfo.InvariantCulture, $"good: {view.Name}: {view.Records:N0} records, {view.Octets / 1048576.0:N1} MiB, read again and compared; manifest {view.Manifest}\n      {(view.WithKeys ? "The keys that encrypt the archive are in it: keep it as you keep those." : "The keys that encrypt the archive are not in it: without the server's key folder it cannot be read.")}")
        : $"FAILED: {view.Code} {RecordText.Printable(view.Detail ?? "")}";
}
