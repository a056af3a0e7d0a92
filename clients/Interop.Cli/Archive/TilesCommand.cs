using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Cli.Verification;
using Interop.Cli.Verification.Tiles;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Evidence;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive tiles: the log as an outsider sees it (C2SP tlog-tiles), from a server or from a folder that has a copy; exit codes as of verify.</summary>
internal static class TilesCommand
{
    public static Command Create()
    {
        var server = new ServerOptions();
        var outside = new OutsideOptions(withStamps: false);
        var folder = new Argument<string?>("folder") { Description = "A copy of the log, as --out makes it: read offline, instead of --server.", Arity = ArgumentArity.ZeroOrOne };
        var keys = new Option<string[]>("--key") { Description = "Public keys that you pinned: a file with what the server's /keys answered. May be given again.", HelpName = "FILE", DefaultValueFactory = _ => [] };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint that you kept from an earlier day: the log must begin with it.", HelpName = "FILE" };
        var output = new Option<string?>("--out") { Description = "Keep a copy of what is fetched there; what is there already is not fetched again.", HelpName = "DIR" };
        var entries = new Option<bool>("--entries") { Description = "The records' fixed parts as well, each compared with its hash. Of a server it needs a token that reads the archive." };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of sentences." };
        var command = new Command("tiles", "Fetch the log's signed head and tiles, compute the tree from them, and compare it with what was signed. Needs no token where the log is public.") { folder, keys, checkpoint, output, entries, json };
        server.AddTo(command);
        outside.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            var earlier = parsed.GetValue(checkpoint) is not { } file ? null : File.Exists(file) ? await File.ReadAllTextAsync(file, stop) : throw new UsageException($"there is no file '{file}' with a checkpoint");
            var pins = parsed.GetValue(keys)!;
            if (parsed.GetValue(folder) is { } path)
            {
                var known = pins.Length > 0 ? Pinned(pins) : throw new UsageException("a copy of a log has no keys in it: give those that you pinned with --key");
                return await RunAsync(new FolderTiles(Directory.Exists(path) ? path : throw new UsageException($"there is no folder '{path}'")), known, parsed, Wanted(earlier));
            }
            var address = ServerOf(server, parsed);
            using var source = new ServerTiles(address, server.Token(parsed), parsed.GetValue(output), cosigned: !outside.Read(parsed).Cosigners.IsEmpty);
            return await RunAsync(source, pins.Length > 0 ? Pinned(pins) : await AskedAsync(address, stop), parsed, Wanted(earlier));

            Wish Wanted(string? note) => new(note, parsed.GetValue(entries), outside.Read(parsed), parsed.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(ITileSource source, PinnedKeys keys, ParseResult parsed, Wish wish)
    {
        try
        {
            Checkpoint? earlier = null;
            if (wish.Earlier is { } note && keys.FaultOf(note, out earlier) is { } fault)
                throw new ArchiveFaultException($"the earlier checkpoint {fault}");
            var verifier = new TileVerifier(source, keys) { Earlier = earlier, Outside = wish.Outside, WithEntries = wish.Entries };
            var report = await WithProgressAsync(verifier, wish);
            if (wish.Json)
                Console.WriteLine(Json(report, keys, wish).ToJsonString());
            else
                Print(report, keys, wish);
            return Run.Done;
        }
        catch (ArchiveFaultException fault)
        {
            Console.WriteLine(wish.Json ? new JsonObject { ["good"] = false, ["fault"] = fault.Message }.ToJsonString() : $"WRONG: {RecordText.Printable(fault.Message)}");
            return Run.Failed;
        }
        catch (IOException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static async Task<TileReport> WithProgressAsync(TileVerifier verifier, Wish wish)
    {
        if (wish.Json || Console.IsErrorRedirected)
            return await verifier.RunAsync(null, wish.Stop);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Status().StartAsync("verifying", status =>
            verifier.RunAsync((done, total) => status.Status = $"{done:N0} of {total:N0} records ({done * 100 / Math.Max(total, 1)} %)", wish.Stop));
    }

    private static void Print(TileReport report, PinnedKeys keys, Wish wish)
    {
        Console.WriteLine($"good: {RecordText.Printable(report.Log)}: {report.Size:N0} records, {report.Tiles:N0} tiles; root {Convert.ToBase64String(report.Root)}");
        if (report.Entries > 0)
            Console.WriteLine($"      {report.Entries:N0} records, each the one of which the log has the hash");
        foreach (var sentence in report.Outside.Sentences(wish.Outside))
            Console.WriteLine($"      {RecordText.Printable(sentence)}");
        if (!keys.IsPinned)
            Console.WriteLine("      The keys are those that the server answers with: this shows that the log is whole, not whose it is. Pin them with --key.");
        if (wish.Earlier is null)
            Console.WriteLine("      No earlier checkpoint was given: who has the keys could have cut the log and signed it again. Keep one and give it with --checkpoint.");
    }

    private static JsonObject Json(TileReport report, PinnedKeys keys, Wish wish) => new()
    {
        ["good"] = true, ["log"] = report.Log, ["records"] = report.Size, ["root"] = Base64UrlText.Of(report.Root), ["tiles"] = report.Tiles, ["entries"] = report.Entries,
        ["outside"] = report.Outside.Json(wish.Outside), ["pinned"] = keys.IsPinned, ["earlier"] = wish.Earlier is not null,
    };

    private static Uri ServerOf(ServerOptions server, ParseResult parsed)
    {
        using var client = server.Client(parsed);
        return client.Server;
    }

    private static PinnedKeys Pinned(string[] pins)
    {
        try
        {
            return new PinnedKeys(pins.SelectMany(PinnedKeys.Read), isPinned: true);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or IOException)
        {
            throw new UsageException(fault.Message);
        }
    }

    /// <summary>Those that the server says are its own: what this shows is said.</summary>
    private static async Task<PinnedKeys> AskedAsync(Uri server, CancellationToken stop)
    {
        try
        {
            using var http = new HttpClient { BaseAddress = server };
            return new PinnedKeys(JsonSerializer.Deserialize(await http.GetByteArrayAsync("/ocip/v1/keys", stop), OcipJson.Default.JsonWebKeySet)?.Keys ?? [], isPinned: false);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or FormatException)
        {
            throw new UsageException($"the server's keys cannot be read: {fault.Message}");
        }
    }

    private sealed record Wish(string? Earlier, bool Entries, Verification.Outside.OutsideTrust Outside, bool Json, CancellationToken Stop);
}
