using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Interop.Cli.Bench;
using Interop.Client;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Archive.Backup;

/// <summary>archive restore-drill: exit code 0 when the backup can be relied on, 1 when not; either is archived on the live server.</summary>
internal static class RestoreDrillCommand
{
    public static Command Create()
    {
        var options = new RestoreOptions();
        var server = new ServerOptions();
        var command = new Command("restore-drill", "Restore a backup for a try: into a temporary folder, with a server of its own that only reads; verify all of it, compare it with the live log, and archive there what was found.");
        options.AddTo(command);
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var live = server.Client(parsed);
            // Without the server's program nothing can be tried: that says nothing about the backup, and is not put on record.
            OwnServer.Program();
            var backup = options.Open(parsed);
            var temporary = Directory.CreateTempSubdirectory("ocip-drill-").FullName;
            var watch = Stopwatch.StartNew();
            try
            {
                var fault = await TryAsync(parsed, Path.Combine(temporary, "data"), stop);
                var seconds = (long)Math.Ceiling(watch.Elapsed.TotalSeconds);
                var view = await live.Archive.DrilledAsync(backup.NameOf, new BackupDrill(backup.Digest, backup.Records, fault is null, seconds, fault), stop);
                Console.WriteLine(fault is null
                    ? string.Create(CultureInfo.InvariantCulture, $"good: {view.Name} of {backup.Ended} can be relied on; {seconds:N0} s")
                    : $"WRONG: {RecordText.Printable(fault)}");
                Console.WriteLine("      What was found is archived on the live server.");
                return fault is null ? Run.Done : Run.Failed;
            }
            finally
            {
                Directory.Delete(temporary, recursive: true);
            }

            async Task<string?> TryAsync(ParseResult given, string folder, CancellationToken end)
            {
                try
                {
                    var report = await options.Restoring(given, backup).RunAsync(folder, new ProgressLines(), end);
                    var drill = new Drill(backup, folder, options.KeyFolder(given), (live, server.Token(given) ?? ""));
                    await drill.RunAsync(end);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      {report.Records:N0} records verified offline, {report.Files:N0} files"));
                    foreach (var line in drill.Found)
                        Console.WriteLine($"      {line}");
                    return null;
                }
                catch (Exception wrong) when (wrong is InvalidDataException or UsageException or OcipProblemException or HttpRequestException)
                {
                    return wrong.Message;
                }
            }
        });
        return command;
    }
}
