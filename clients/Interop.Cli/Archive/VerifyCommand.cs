using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Interop.Cli.Verification;
using Interop.Protocol.Encoding;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive verify: exit code 0 when everything is as it was signed, 1 when not, 2 when it could not be looked at.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var data = SourceOptions.DataOption();
        data.Required = true;
        var key = new Option<string[]>("--key")
        {
            Description = "Public keys that you pinned: a file with what the server's /keys answered, or the id of a key. May be given again.",
            HelpName = "FILE|kid", DefaultValueFactory = _ => [],
        };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint that you kept from an earlier day.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of sentences." };
        var command = new Command("verify", "Compute the whole archive again from its files and compare it with what was signed.") { data, key, checkpoint, json };
        command.Does((parsed, stop) =>
        {
            var earlier = ReadCheckpoint(parsed.GetValue(checkpoint));
            var keys = LoadKeys(parsed.GetValue(data)!, parsed.GetValue(key)!);
            using var folder = SourceOptions.OpenFolder(parsed.GetValue(data)!);
            var watch = Stopwatch.StartNew();
            var report = RunWithProgress(new ArchiveVerifier(folder, keys, earlier), folder, quiet: parsed.GetValue(json), stop);
            if (parsed.GetValue(json))
                PrintJson(report, keys, watch.Elapsed);
            else
                Print(report, keys, earlier is not null, watch.Elapsed);
            return Task.FromResult(report.Fault is null ? Run.Done : Run.Failed);
        });
        return command;
    }

    private static VerificationReport RunWithProgress(ArchiveVerifier verifier, DataFolder folder, bool quiet, CancellationToken stop)
    {
        if (quiet || Console.IsErrorRedirected)
            return verifier.Run(null, stop);
        var total = folder.Count();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Status().Start("verifying", status =>
            verifier.Run(done => status.Status = $"verified {done:N0} of {total:N0} records ({done * 100 / Math.Max(total, 1)} %)", stop));
    }

    private static void Print(VerificationReport report, PinnedKeys keys, bool hadEarlier, TimeSpan took)
    {
        if (report.Fault is { } fault)
        {
            Console.WriteLine($"WRONG: {RecordText.Printable(fault)}");
            return;
        }
        Console.WriteLine($"good: {RecordText.Printable(report.Log)}: {report.Records:N0} records in {report.Rooms:N0} rooms, {report.Batches:N0} signed batches, {report.Tiles:N0} tiles, {report.Checkpoints:N0} checkpoints; root {Convert.ToBase64String(report.Root)}");
        Console.WriteLine($"      {took.TotalSeconds:N1} s, {Speed(report, took):N0} records/s");
        if (!keys.IsPinned)
            Console.WriteLine("      The keys are the folder's own: this shows that the archive is whole, not that nobody signed it again. Pin them with --key.");
        if (!hadEarlier)
            Console.WriteLine("      No earlier checkpoint was given: who has the keys could have cut the log and signed it again. Keep one and give it with --checkpoint.");
    }

    private static void PrintJson(VerificationReport report, PinnedKeys keys, TimeSpan took) => Console.WriteLine(new JsonObject
    {
        ["good"] = report.Fault is null, ["fault"] = report.Fault, ["log"] = report.Log, ["records"] = report.Records, ["root"] = Base64UrlText.Of(report.Root),
        ["batches"] = report.Batches, ["tiles"] = report.Tiles, ["checkpoints"] = report.Checkpoints, ["rooms"] = report.Rooms,
        ["pinned"] = keys.IsPinned, ["seconds"] = Math.Round(took.TotalSeconds, 3), ["recordsPerSecond"] = Math.Round(Speed(report, took)),
    }.ToJsonString());

    private static double Speed(VerificationReport report, TimeSpan took) => report.Records / Math.Max(took.TotalSeconds, 1e-6);

    private static string? ReadCheckpoint(string? file) => file switch
    {
        null => null,
        _ when File.Exists(file) => File.ReadAllText(file),
        _ => throw new UsageException($"there is no file '{file}' with a checkpoint"),
    };

    private static PinnedKeys LoadKeys(string folder, string[] pins)
    {
        try
        {
            return PinnedKeys.Load(folder, pins);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new UsageException(fault.Message);
        }
    }
}
