using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Outside;
using Interop.Cli.Verification.Packages;
using Interop.Protocol.Encoding;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive verify: exit code 0 when everything is as it was signed, 1 when not, 2 when it could not be looked at.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var data = SourceOptions.DataOption();
        var package = new Argument<string?>("package") { Description = "Package of an export: a zip, or a folder of its files. Instead of --data.", Arity = ArgumentArity.ZeroOrOne };
        var keyFolder = SourceOptions.KeyFolderOption();
        var key = new Option<string[]>("--key")
        {
            Description = "Public keys that you pinned: a file with what the server's /keys answered, or the id of a key. May be given again.",
            HelpName = "FILE|kid", DefaultValueFactory = _ => [],
        };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint that you kept from an earlier day.", HelpName = "FILE" };
        var peerKeys = KeysOption("--peer-keys", "Keys of another provider, as its /keys answered: what it signed of events, places and decisions is checked. May be given several times.");
        var witnessKeys = KeysOption("--witness-keys", "Keys of a provider that witnesses this archive: one of these at least must have signed a checkpoint. May be given several times.");
        var json = new Option<bool>("--json") { Description = "One JSON object instead of sentences." };
        var command = new Command("verify", "Compute the whole archive, or a package of an export, again from its files and compare it with what was signed.") { package, data, keyFolder, key, checkpoint, peerKeys, witnessKeys, json };
        var outside = new OutsideOptions();
        outside.AddTo(command);
        command.Does((parsed, stop) =>
        {
            var trust = outside.Read(parsed);
            if (parsed.GetValue(package) is { } path)
                return parsed.GetValue(data) is null ? Task.FromResult(PackageVerification.Run(path, parsed.GetValue(key)!, new PackageTrust(LoadSets(parsed.GetValue(peerKeys)!), trust), parsed.GetValue(json), stop)) : throw new UsageException("a package or --data, not both");
            if (parsed.GetValue(data) is null)
                throw new UsageException("give a package, or a server's data folder with --data");
            var earlier = ReadCheckpoint(parsed.GetValue(checkpoint));
            var keys = LoadKeys(parsed.GetValue(data)!, parsed.GetValue(key)!);
            var (peers, witnesses) = (LoadSets(parsed.GetValue(peerKeys)!), LoadSets(parsed.GetValue(witnessKeys)!));
            using var folder = SourceOptions.OpenFolder(parsed.GetValue(data)!, parsed.GetValue(keyFolder));
            var watch = Stopwatch.StartNew();
            var report = RunWithProgress(new ArchiveVerifier(folder, keys, earlier, peers, witnesses) { Outside = trust }, folder, quiet: parsed.GetValue(json), stop);
            if (parsed.GetValue(json))
                PrintJson(report, keys, trust, watch.Elapsed);
            else
                Print(report, keys, trust, earlier is not null, watch.Elapsed);
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

    private static void Print(VerificationReport report, PinnedKeys keys, OutsideTrust trust, bool hadEarlier, TimeSpan took)
    {
        if (report.Fault is { } fault)
        {
            Console.WriteLine($"WRONG: {RecordText.Printable(fault)}");
            return;
        }
        Console.WriteLine($"good: {RecordText.Printable(report.Log)}: {report.Records:N0} records in {report.Rooms:N0} rooms, {report.Batches:N0} signed batches, {report.Tiles:N0} tiles, {report.Checkpoints:N0} checkpoints; root {Convert.ToBase64String(report.Root)}");
        Console.WriteLine($"      {took.TotalSeconds:N1} s, {Speed(report, took):N0} records/s");
        if (report.Attested > 0)
            Console.WriteLine($"      {report.Attested:N0} events of rooms with other providers, with what those signed");
        if (report.Witnessed > 0)
            Console.WriteLine($"      {report.Witnessed:N0} signatures of pinned witnesses, the last over {report.WitnessedSize:N0} records");
        foreach (var sentence in report.Outside.Sentences(trust))
            Console.WriteLine($"      {RecordText.Printable(sentence)}");
        if (report.Dispositions > 0)
            Console.WriteLine($"      {report.Ended:N0} bodies have ended, under {report.Dispositions:N0} dispositions that name them");
        if (report.Forks > 0)
            Console.WriteLine($"      {report.Forks:N0} records prove that another provider's history was forked");
        if (report.Unknown > 0)
            Console.WriteLine($"      {report.Unknown:N0} records are of kinds that this program does not know; their form, place and proofs are good");
        if (report.Files > 0)
            Console.WriteLine($"      {report.Files:N0} files of events, each of the octets that were archived");
        if (report.FilesNotLookedAt > 0)
            Console.WriteLine($"      {report.FilesNotLookedAt:N0} files of events are not in this folder: that they are still there is not shown");
        if (report.Closed > 0)
            Console.WriteLine($"      {report.Closed:N0} records have content that could not be opened: the keys (kek-….key) are not there. Give their folder with --key-folder; the rest is as it was signed.");
        if (report.Unpinned.Count > 0)
            Console.WriteLine($"      The keys of {string.Join(", ", report.Unpinned)} were not given: whether these signed what is said to be theirs is not shown. Give them with --peer-keys.");
        if (!keys.IsPinned)
            Console.WriteLine("      The keys are the folder's own: this shows that the archive is whole, not that nobody signed it again. Pin them with --key.");
        if (!hadEarlier)
            Console.WriteLine("      No earlier checkpoint was given: who has the keys could have cut the log and signed it again. Keep one and give it with --checkpoint.");
    }

    private static void PrintJson(VerificationReport report, PinnedKeys keys, OutsideTrust trust, TimeSpan took) => Console.WriteLine(new JsonObject
    {
        ["good"] = report.Fault is null, ["fault"] = report.Fault, ["log"] = report.Log, ["records"] = report.Records, ["root"] = Base64UrlText.Of(report.Root),
        ["batches"] = report.Batches, ["tiles"] = report.Tiles, ["checkpoints"] = report.Checkpoints, ["rooms"] = report.Rooms,
        ["attested"] = report.Attested, ["forks"] = report.Forks, ["unknown"] = report.Unknown, ["closed"] = report.Closed, ["ended"] = report.Ended, ["dispositions"] = report.Dispositions, ["witnessed"] = report.Witnessed, ["witnessedSize"] = report.WitnessedSize,
        ["files"] = report.Files, ["filesNotLookedAt"] = report.FilesNotLookedAt,
        ["outside"] = report.Outside.Json(trust),
        ["unpinned"] = new JsonArray([.. report.Unpinned.Select(p => (JsonNode)p)]),
        ["pinned"] = keys.IsPinned, ["seconds"] = Math.Round(took.TotalSeconds, 3), ["recordsPerSecond"] = Math.Round(Speed(report, took)),
    }.ToJsonString());

    private static double Speed(VerificationReport report, TimeSpan took) => report.Records / Math.Max(took.TotalSeconds, 1e-6);

    private static string? ReadCheckpoint(string? file) => file switch
    {
        null => null,
        _ when File.Exists(file) => File.ReadAllText(file),
        _ => throw new UsageException($"there is no file '{file}' with a checkpoint"),
    };

    private static Option<string[]> KeysOption(string name, string description) =>
        new(name) { Description = description, HelpName = "PROVIDER=FILE", DefaultValueFactory = _ => [] };

    private static PeerKeySets LoadSets(string[] pins)
    {
        try
        {
            return new PeerKeySets(pins);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new UsageException(fault.Message);
        }
    }

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
