using System.CommandLine;
using System.IO.Compression;
using Interop.Cli.Verification.Packages;
using Interop.Client;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Time;
using Spectre.Console;

namespace Interop.Cli.Archive;

/// <summary>archive export and client-copy: asks for an export, waits, fetches the package and verifies it.</summary>
internal static class ExportCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);
    private const int AttemptsMax = 30;

    public static Command Create()
    {
        var (server, target) = (new ServerOptions(), new Target());
        var formats = new Option<string[]>("--format") { Description = "Beside the records themselves: csv, eml, actiance, edrm, html. Several with commas, or given again.", HelpName = "NAMES", DefaultValueFactory = _ => [] };
        var people = Many("--people", "What they wrote and could see: ids, such as alice@acme.example.", "USER");
        var rooms = Many("--rooms", "What belongs to these rooms.", "ROOM");
        var networks = Many("--networks", "What came from these networks.", "NAME");
        var kinds = Many("--kinds", "Kinds of records, such as event,refusal.", "NAME");
        var from = new Option<string?>("--from") { Description = "Archived on this day or at this time (UTC), or later.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Archived before this day or time (UTC).", HelpName = "TIME" };
        var ranges = Many("--records", "Indexes of the log, such as 0-999,5000-5999.", "FIRST-LAST");
        var query = new Option<string?>("--query") { Description = "What a search for this finds.", HelpName = "QUERY" };
        var held = new Option<string?>("--case") { Description = "What a legal hold of this case keeps.", HelpName = "ID" };
        var noMedia = new Option<bool>("--no-media") { Description = "Without the files of messages." };
        var command = new Command("export", "Export records with proofs for somebody outside: waits, fetches the package and verifies it. What is fetched goes on where it was interrupted.")
        {
            formats, people, rooms, networks, kinds, from, to, ranges, query, held, noMedia,
        };
        target.AddTo(command);
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var scope = new ExportScope
            {
                People = Users(parsed.GetValue(people)!), Rooms = NullIfEmpty(parsed.GetValue(rooms)!, RoomId.Parse), Networks = NullIfEmpty(parsed.GetValue(networks)!, n => n),
                Kinds = NullIfEmpty(parsed.GetValue(kinds)!, k => k), From = Time(parsed.GetValue(from)), To = Time(parsed.GetValue(to)), Ranges = NullIfEmpty(parsed.GetValue(ranges)!, Range),
                Query = parsed.GetValue(query), Case = parsed.GetValue(held),
            };
            var request = new ExportRequest(target.PurposeOf(parsed), Split(parsed.GetValue(formats)!), scope, parsed.GetValue(noMedia) ? false : null);
            return await RunAsync(client, request, target, parsed, stop);
        });
        return command;
    }

    public static Command CreateClientCopy()
    {
        var (server, target) = (new ServerOptions(), new Target());
        var user = new Argument<string>("user") { Description = "Whose copy: an id, such as alice@acme.example." };
        var from = new Option<string?>("--from") { Description = "Archived on this day or at this time (UTC), or later.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Archived before this day or time (UTC).", HelpName = "TIME" };
        var command = new Command("client-copy", "A person's own record of conversations (MiFID II art. 76): what the person wrote and was given, to read and as records.") { user, from, to };
        target.AddTo(command);
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var scope = new ExportScope { From = Time(parsed.GetValue(from)), To = Time(parsed.GetValue(to)) };
            return await RunAsync(client, new ExportRequest(target.PurposeOf(parsed), [], scope, ClientCopy: UserText.Parse(parsed.GetValue(user)!)), target, parsed, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(OcipClient client, ExportRequest request, Target target, ParseResult parsed, CancellationToken stop)
    {
        var output = target.OutputOf(parsed);
        var view = await client.Archive.ExportAsync(request, stop);
        await Console.Error.WriteLineAsync($"export {view.Id}");
        view = await WaitAsync(client, view.Id, stop);
        if (view.State != "done")
        {
            await Console.Error.WriteLineAsync($"the export is {view.State}{(view.Detail is null ? "" : $" ({view.Code}): {view.Detail}")}");
            return Run.Failed;
        }
        var zip = target.Folder(parsed) is null ? output : output + ".zip";
        await FetchAsync(client, view, zip, stop);
        var good = PackageVerification.Run(zip, parsed.GetValue(target.Key)!, PackageTrust.None, asJson: false, stop);
        if (good == Run.Done && target.Folder(parsed) is { } folder)
        {
            // Verified before: its names lead nowhere else.
            await ZipFile.ExtractToDirectoryAsync(zip, folder, stop);
            File.Delete(zip);
        }
        return good;
    }

    private static async Task<ExportView> WaitAsync(OcipClient client, string id, CancellationToken stop)
    {
        var console = OfficerOutput.Errors();
        return await console.Status().StartAsync("waiting", async status =>
        {
            while (true)
            {
                var view = await client.Archive.ExportAsync(id, stop);
                if (view.State is not ("queued" or "running"))
                    return view;
                status.Status = view.State == "queued" ? "waiting for other exports"
                    : $"{view.Phase}{(view.PhaseTotal is > 0 and var whole ? $" {view.PhaseDone * 100 / whole} %" : "")}: {view.Done:N0} of {view.Total:N0} records of the log, {view.Records:N0} exported, {view.Octets:N0} octets{(view.Rate is { } rate ? $", {rate:N0} records/s" : "")}";
                await Task.Delay(Poll, TimeProvider.System, stop);
            }
        });
    }

    private static async Task FetchAsync(OcipClient client, ExportView view, string path, CancellationToken stop)
    {
        // What is left of another export must not become the beginning of this one.
        var part = $"{path}.{view.Id}.part";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var file = new FileStream(part, FileMode.OpenOrCreate);
                await client.Archive.DownloadExportAsync(view.Id, file, stop);
                if (file.Length == view.Octets)
                    break;
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException && attempt < AttemptsMax)
            {
                await Console.Error.WriteLineAsync($"interrupted ({fault.Message}); it goes on");
                await Task.Delay(Again, TimeProvider.System, stop);
            }
            if (attempt == AttemptsMax)
                throw new UsageException($"the package could not be fetched; what is here of it is {part}, and the export is {view.Id}");
        }
        File.Move(part, path);
    }

    private static Option<string[]> Many(string name, string description, string help) =>
        new(name) { Description = description + " Several with commas, or given again.", HelpName = help, DefaultValueFactory = _ => [] };

    private static string[] Split(string[] values) => [.. values.SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static T[]? NullIfEmpty<T>(string[] values, Func<string, T> read)
    {
        try
        {
            return Split(values) is { Length: > 0 } some ? [.. some.Select(read)] : null;
        }
        catch (FormatException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static UserId[]? Users(string[] values) => NullIfEmpty(values, UserText.Parse);

    private static IndexRange Range(string text) => text.Split('-') is [var first, var last] && long.TryParse(first, out var a) && long.TryParse(last, out var b)
        ? new IndexRange(a, b) : throw new FormatException($"'{text}' is not of the form 0-999");

    private static string? Time(string? text)
    {
        if (text is null || WireTime.TryParse(text, out _))
            return text;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day) ? $"{day:yyyy-MM-dd}T00:00:00.000Z"
            : throw new UsageException($"'{text}' is neither a day such as 2026-01-31 nor a time such as 2026-01-31T09:30:00.000Z");
    }

    /// <summary>Where the package goes, and why it is made.</summary>
    private sealed class Target
    {
        private readonly Option<string?> output = new("--out") { Description = "File for the package.", HelpName = "FILE" };
        private readonly Option<string?> folder = new("--folder") { Description = "Folder for its files, instead of one file.", HelpName = "DIR" };
        private readonly Option<string> purpose = new("--purpose") { Description = "What it is for; archived, and told in the package.", HelpName = "TEXT", Required = true };

        public Option<string[]> Key { get; } = new("--key") { Description = "Public keys that you pinned, as for verify.", HelpName = "FILE|kid", DefaultValueFactory = _ => [] };

        public void AddTo(Command command)
        {
            command.Options.Add(output);
            command.Options.Add(folder);
            command.Options.Add(purpose);
            command.Options.Add(Key);
        }

        public string PurposeOf(ParseResult parsed) => parsed.GetValue(purpose)!;

        public string? Folder(ParseResult parsed) => parsed.GetValue(folder);

        public string OutputOf(ParseResult parsed) => (parsed.GetValue(output), Folder(parsed)) switch
        {
            ({ } file, null) => New(file),
            (null, { } to) => Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any() ? throw new UsageException($"'{to}' is not empty") : New(to.TrimEnd('/') + ".zip")[..^".zip".Length],
            _ => throw new UsageException("give either --out FILE or --folder DIR"),
        };

        /// <summary>A package is evidence: none is written over another.</summary>
        private static string New(string file) => File.Exists(file) ? throw new UsageException($"'{file}' is there already, and is not written over: name another file") : file;
    }
}
