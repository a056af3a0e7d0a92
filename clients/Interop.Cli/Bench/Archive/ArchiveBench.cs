using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Cli.Generating;
using Interop.Cli.Verification;
using Interop.Client;
using Interop.Protocol.AdminApi;

namespace Interop.Cli.Bench.Archive;

/// <summary>bench archive: fills an archive with what a firm writes in a year, then measures what is done with it.</summary>
internal sealed class ArchiveBench : IAsyncDisposable
{
    private const string Provider = "bench.example";
    private static readonly string[] Archivist = ["records", "investigator"];

    private readonly ArchiveBenchOptions options;
    private readonly string folder;
    private readonly Side side;
    private readonly Population population;
    private readonly TrafficClock clock;
    private FilledArchive archive;

    private ArchiveBench(ArchiveBenchOptions options, string folder, Side side, FilledArchive archive, TrafficClock clock) =>
        (this.options, this.folder, this.side, this.archive, this.clock, population) = (options, folder, side, archive, clock, new Population(archive.Seed, archive.People));

    public FigureSheet Figures { get; } = new();

    /// <summary>Nothing was answered otherwise than reckoned with, and everything that was answered is in the log.</summary>
    public bool IsGood { get; private set; } = true;

    /// <summary>The first thing that was wrong, or null.</summary>
    public string? Fault { get; private set; }

    /// <exception cref="UsageException">The folder has something else in it, or the server does not start.</exception>
    public static async Task<ArchiveBench> StartAsync(ArchiveBenchOptions options, IProgress<string> progress, CancellationToken stop)
    {
        var at = options.Data is null ? Directory.CreateTempSubdirectory("ocip-bench-").FullName : Directory.CreateDirectory(options.Data).FullName;
        var (data, clockFile) = (Path.Combine(at, "data"), Path.Combine(at, "clock"));
        var earlier = FilledArchive.Read(at);
        if (earlier is null && Directory.EnumerateFileSystemEntries(at).Any())
            throw new UsageException($"'{at}' has something in it that the bench has not made");
        if (options.Queues && earlier is { HasQueue: false })
            throw new UsageException($"'{at}' was filled without --queue: what is in it has not come into a queue");
        var fill = options.Fill;
        var year = new TrafficClock(clockFile, earlier?.Clock ?? TimeProvider.System.GetUtcNow().AddDays(-fill.Days), fill.Messages == 0 ? 0 : fill.Days);
        string[] server = fill.Days == 0 ? [] : ["--development", "--clock", clockFile];
        if (earlier is not null)
            return new ArchiveBench(options, at, await Side.ResumeAsync(Provider, data, earlier.AdminToken, server, stop), earlier, year);
        var started = await Side.StartAsync(Provider, data, null, server, stop);
        try
        {
            var people = new Population(fill.Seed, fill.People);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{fill.People} people, {people.Rooms.Length} rooms and {people.Outsiders.Length} outsiders are made"));
            var made = await new Hiring(started, people, year).HireAsync(fill.Seed, started.Token, stop) with { HasQueue = options.Queues };
            made.Write(at);
            return new ArchiveBench(options, at, started, made, year);
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async Task RunAsync(IProgress<string> progress, CancellationToken stop)
    {
        var (author, approver) = (await OfficerAsync("a", Archivist, stop), await OfficerAsync("b", Archivist, stop));
        var disposition = new DispositionMeasure(side.Server.Address, author, approver, Figures);
        if (options.Disposes)
            await disposition.PrepareAsync(stop);
        if (archive is { HasQueue: true, Runs: 0 })
            await QueueAsync(stop);
        if (options.Fill.Messages > 0)
            await FillAsync(progress, stop);
        await MeasureDiskAsync(stop);
        if (!options.Measures)
            return;
        using (var officer = new OcipClient(side.Server.Address, author))
            await new SearchMeasure(officer, Figures).RunAsync(await SizeAsync(stop), progress, stop);
        progress.Report("verifying");
        if (VerifyMeasure.Run(side, Figures, stop) is { } fault)
            Wrong(fault);
        using (var officer = new OcipClient(side.Server.Address, author))
        {
            if (await new ExportMeasure(officer, new PinnedKeys(side.Keys.Keys, isPinned: true), Figures).RunAsync(folder, options.Beside, progress, stop) is { } wrong)
                Wrong(wrong);
        }
        if (options.Queues)
        {
            using var reviewer = new OcipClient(side.Server.Address, await OfficerAsync("reviewer", ["reviewer"], stop));
            if (await new QueueMeasure(Figures).RunAsync(reviewer, side.Server.Process, progress, stop) is { } wrong)
                Wrong(wrong);
        }
        if (options.Disposes)
            await disposition.RunAsync(progress, stop);
        Figures.Add("server", "memory at the end (PSS)", ProcessMeter.Read(side.Server.Process).PssMiB, "MiB");
    }

    private async Task QueueAsync(CancellationToken stop)
    {
        using var author = new OcipClient(side.Server.Address, await OfficerAsync("author", ["policy"], stop));
        using var approver = new OcipClient(side.Server.Address, await OfficerAsync("approver", ["policy"], stop));
        await QueueMeasure.PrepareAsync(author, approver, stop);
    }

    private async Task<string> OfficerAsync(string name, string[] roles, CancellationToken stop)
    {
        var account = $"officer-{name}-{Guid.CreateVersion7().ToString("N")[^8..]}";
        await side.Admin.Admin.CreateAccountAsync(new AccountRequest(account, account, [new PersonaRequest("work", account)]), stop);
        return (await side.Admin.Admin.CreateTokenAsync(account, new TokenRequest(roles), stop)).Token;
    }

    public JsonObject ToJson()
    {
        var sheet = Figures.ToJson();
        sheet.Insert(0, "bench", "archive");
        sheet.Insert(1, "messages", archive.Messages);
        sheet.Insert(2, "seed", archive.Seed);
        sheet.Insert(3, "good", IsGood);
        if (Fault is not null)
            sheet.Insert(4, "fault", Fault);
        return sheet;
    }

    public async ValueTask DisposeAsync()
    {
        await side.DisposeAsync();
        if (options.Data is null)
            Directory.Delete(folder, recursive: true);
    }

    private async Task FillAsync(IProgress<string> progress, CancellationToken stop)
    {
        var before = await SizeAsync(stop);
        var cpu = ProcessMeter.Read(side.Server.Process).CpuSeconds;
        var filling = new Filling(options.Fill, side, population, archive, clock);
        var seconds = await filling.RunAsync(progress, stop);
        cpu = ProcessMeter.Read(side.Server.Process).CpuSeconds - cpu;
        archive = archive with { Messages = archive.Messages + options.Fill.Messages, Runs = archive.Runs + 1, Clock = clock.Now };
        archive.Write(folder);
        var records = await SizeAsync(stop) - before;
        if (filling.Traffic.Unexpected is { } wrong)
            Wrong($"the server refused what it should take: {wrong}");
        if (filling.Traffic.Answered != options.Fill.Messages || records < filling.Traffic.Answered)
            Wrong($"{options.Fill.Messages} messages were sent, {filling.Traffic.Answered} answered, and {records} records came into the log");

        Figures.Add("append", "messages", filling.Traffic.Answered, "");
        foreach (var (code, count) in filling.Traffic.Codes.OrderBy(c => c.Key, StringComparer.Ordinal))
            Figures.Add("append", $"answered {code}", count, "");
        Figures.Add("append", "messages with proofs", filling.Traffic.Answered / seconds, "/s");
        Figures.Add("append", "records with proofs", records / seconds, "/s");
        Figures.Add("append", "text of a message", filling.Traffic.TextOctets / (double)options.Fill.Messages, "octets");
        Figures.Add("append", "server's processor time", cpu * 1e6 / Math.Max(records, 1), "µs/record");
        Figures.Add("append", "server's memory at most (PSS without files)", filling.Memory.Peak, "MiB");
        foreach (var (n, tenth) in filling.Memory.Tenths.Index().Where(t => t.Index is 0 or 4 or 9))
        {
            Figures.Add("append", $"memory in tenth {n + 1} of the time", tenth.OwnMiB, "MiB");
            Figures.Add("append", $"of it objects, in tenth {n + 1}", tenth.HeapMiB, "MiB");
            Figures.Add("append", $"of it SQLite's, in tenth {n + 1}", tenth.DatabaseMiB, "MiB");
            Figures.Add("append", $"mapped files, in tenth {n + 1}", tenth.FilesMiB, "MiB");
        }
    }

    private async Task MeasureDiskAsync(CancellationToken stop)
    {
        await side.SettleAsync(stop);
        var size = await SizeAsync(stop);
        var octets = await EventOctets.SampleAsync(side.Admin, size, stop);
        var use = DiskUse.Of(side.Server.Data);
        var events = size * (double)octets.Events / Math.Max(octets.Sampled, 1);
        Figures.Add("disk", "records", size, "");
        Figures.Add("disk", "an event in canonical form", octets.PerEvent, "octets");
        Figures.Add("disk", "records and evidence", use.Database / events, "octets/event");
        Figures.Add(("disk", "records and evidence over canonical form", use.Database / (events * octets.PerEvent), "times"), atMost: 2.5);
        Figures.Add("disk", "write-ahead log", use.WriteAhead / 1048576.0, "MiB");
        Figures.Add("disk", "index", use.Index / events, "octets/event");
        Figures.Add("disk", "media", use.Media / 1048576.0, "MiB");
        Figures.Add("disk", "keys and settings", use.Other / 1024.0, "KiB");
    }

    private async Task<long> SizeAsync(CancellationToken stop) => long.Parse((await side.Admin.Archive.CheckpointAsync(stop)).Split('\n')[1], CultureInfo.InvariantCulture);

    private void Wrong(string fault)
    {
        Fault ??= fault;
        IsGood = false;
    }
}
