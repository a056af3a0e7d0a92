using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Packages;
using Interop.Protocol;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive verify PACKAGE: exit code 0 when everything is as it was signed, 1 when not, 2 when it could not be looked at.</summary>
internal static class PackageVerification
{
    private const int KeysOctetsMax = 1024 * 1024;

    public static int Run(string path, string[] pins, PackageTrust trust, bool asJson, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        PackageReport report;
        var pinned = true;
        try
        {
            using var files = Open(path);
            var keys = Keys(files, pins);
            pinned = keys.IsPinned;
            report = Verify(new PackageVerifier(files, keys, trust.Peers) { Outside = trust.Outside }, asJson, stop);
        }
        catch (PackageFaultException fault)
        {
            report = new PackageReport { Fault = fault, Place = fault.File is null && File.Exists(path) ? fault.Offset : null };
        }
        catch (IOException fault)
        {
            throw new UsageException($"'{path}' cannot be read: {fault.Message}");
        }
        if (asJson)
            Console.WriteLine(Json(report, pinned, trust, watch.Elapsed).ToJsonString());
        else
            Print(report, pinned, trust, watch.Elapsed);
        return report.Fault is null ? Interop.Cli.Run.Done : Interop.Cli.Run.Failed;
    }

    /// <exception cref="UsageException">There is no such package.</exception>
    public static IPackageFiles Open(string path) =>
        Directory.Exists(path) ? new FolderPackage(path) : File.Exists(path) ? new ZipPackage(path) : throw new UsageException($"there is no package '{path}'");

    /// <summary>Files of keys count as they are; ids choose among the package's own; without either the package's own count, which shows less.</summary>
    public static PinnedKeys Keys(IPackageFiles files, string[] pins)
    {
        try
        {
            if (pins.Length > 0 && pins.All(File.Exists))
                return new PinnedKeys(pins.SelectMany(PinnedKeys.Read), isPinned: true);
            if (!files.Sizes.TryGetValue("keys.json", out var size) || size > KeysOctetsMax)
                throw new PackageFaultException("the package has no keys.json: it is not complete, or no package. Give the keys with --key", null, 0);
            var own = JsonSerializer.Deserialize(ManifestCheck.All(files, "keys.json"), OcipJson.Default.JsonWebKeySet)?.Keys ?? [];
            if (pins.Length == 0)
                return new PinnedKeys(own, isPinned: false);
            if (pins.FirstOrDefault(pin => !File.Exists(pin) && own.All(key => key.Kid != pin)) is { } unknown)
                throw new UsageException($"'{unknown}' is neither a file nor the id of a key of this package: it may be signed by somebody else");
            return new PinnedKeys([.. pins.Where(File.Exists).SelectMany(PinnedKeys.Read), .. own.Where(key => pins.Contains(key.Kid))], isPinned: true);
        }
        catch (Exception fault) when (fault is JsonException)
        {
            throw new PackageFaultException($"keys.json cannot be read: {fault.Message}", "keys.json", 0, files.Sizes["keys.json"]);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static PackageReport Verify(PackageVerifier verifier, bool quiet, CancellationToken stop)
    {
        if (quiet || Console.IsErrorRedirected)
            return verifier.Run(null, stop);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Status().Start("verifying", status =>
            verifier.Run((what, done, total) => status.Status = $"verified {done:N0} of {total:N0} {what} ({done * 100 / Math.Max(total, 1)} %)", stop));
    }

    /// <summary>Why records of the log are not in a package (spec 08.15).</summary>
    private static string Omitted(string reason) => reason switch
    {
        "outOfScope" => "records that were not asked for (outOfScope)",
        "role" => "records that the role of who asked may not see (role)",
        "notDelivered" => "records that this person was not given (notDelivered)",
        "erased" => "bodies that have ended (erased)",
        "notKept" => "bodies that were never kept (notKept)",
        "sealed" => "bodies that are closed until their sender is told (sealed)",
        "mediaNotAsked" => "files of messages, which were not asked for (mediaNotAsked)",
        "mediaAbsent" => "files of messages that the archive has not (mediaAbsent)",
        _ => $"({RecordText.Printable(reason)})",
    };

    private static void Print(PackageReport report, bool pinned, PackageTrust trust, TimeSpan took)
    {
        if (report.Fault is { } fault)
        {
            Console.WriteLine($"WRONG: {RecordText.Printable(fault.Message)}");
            Console.WriteLine($"      first wrong octet: {PlaceOf(fault, report.Place)}");
            return;
        }
        var manifest = report.Manifest!;
        Console.WriteLine($"good: export {RecordText.Printable(manifest.Id)} of {RecordText.Printable(manifest.Log)}: {report.Records:N0} records of a log of {report.LogSize:N0}, {report.Batches:N0} signed batches, {report.Media:N0} files of media, {manifest.Files.Length:N0} files of {report.Octets:N0} octets");
        Console.WriteLine($"      asked for by {RecordText.Printable(manifest.Account)} ({RecordText.Printable(string.Join(", ", manifest.Roles))}) at {manifest.Created}: {RecordText.Printable(manifest.Request.Purpose)}");
        Console.WriteLine($"      scope: {RecordText.Printable(ScopeText.Of(manifest.Request))}");
        if (report.Records == 0)
            Console.WriteLine("      There is no record in it: nothing in the log is what was asked for.");
        foreach (var omitted in manifest.Omitted)
            Console.WriteLine($"      left out: {omitted.Count:N0} {Omitted(omitted.Reason)}");
        if (report.Dispositions > 0)
            Console.WriteLine($"      {report.Ended:N0} bodies have ended, under {report.Dispositions:N0} dispositions that name them");
        if (report.RootsNotShown > 0)
            Console.WriteLine($"      {report.RootsNotShown:N0} of these dispositions name records that are not here: that they were signed over just those is not shown");
        if (report.Attested > 0)
            Console.WriteLine($"      {report.Attested:N0} events of rooms with other providers, with what those signed");
        if (report.HubsNotShown > 0)
            Console.WriteLine($"      {report.HubsNotShown:N0} of these are of rooms of which only the archive says who ordered them then");
        foreach (var sentence in report.Outside.Sentences(trust.Outside))
            Console.WriteLine($"      {RecordText.Printable(sentence)}");
        if (report.Unpinned.Count > 0)
            Console.WriteLine($"      The keys of {string.Join(", ", report.Unpinned)} were not given: whether these signed what is said to be theirs is not shown. Give them with --peer-keys.");
        Console.WriteLine($"      {took.TotalSeconds:N1} s, {report.Records / Math.Max(took.TotalSeconds, 1e-6):N0} records/s");
        if (!pinned)
            Console.WriteLine("      The keys are the package's own: this shows that the package is whole, not whose it is. Pin the archive's with --key.");
    }

    private static string PlaceOf(PackageFaultException fault, long? place) =>
        $"{(fault.File is null ? "" : $"{RecordText.Printable(fault.File)} ")}{fault.Offset}{(fault.End is { } end && end > fault.Offset + 1 ? $" at the earliest, before {end}" : "")}{(fault.File is not null && place is { } zip ? $" (octet {zip} of the package)" : "")}";

    private static JsonObject Json(PackageReport report, bool pinned, PackageTrust trust, TimeSpan took) => new()
    {
        ["good"] = report.Fault is null, ["fault"] = report.Fault?.Message, ["file"] = report.Fault?.File, ["offset"] = report.Fault?.Offset, ["end"] = report.Fault?.End, ["place"] = report.Place,
        ["export"] = report.Manifest?.Id, ["log"] = report.Manifest?.Log, ["records"] = report.Records, ["batches"] = report.Batches, ["media"] = report.Media, ["octets"] = report.Octets, ["pinned"] = pinned,
        ["ended"] = report.Ended, ["dispositions"] = report.Dispositions, ["rootsNotShown"] = report.RootsNotShown, ["attested"] = report.Attested, ["hubsNotShown"] = report.HubsNotShown,
        ["outside"] = report.Outside.Json(trust.Outside),
        ["unpinned"] = new JsonArray([.. report.Unpinned.Select(p => (JsonNode)p)]),
        ["omitted"] = new JsonArray([.. (report.Manifest?.Omitted ?? []).Select(o => (JsonNode)new JsonObject { ["reason"] = o.Reason, ["count"] = o.Count })]),
        ["seconds"] = Math.Round(took.TotalSeconds, 3), ["recordsPerSecond"] = Math.Round(report.Records / Math.Max(took.TotalSeconds, 1e-6)),
    };
}
