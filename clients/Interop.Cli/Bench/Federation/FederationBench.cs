using Interop.Bridges.RealServers.Processes;
using Interop.Cli.Bench.Machine;
using Interop.Cli.Certificates;
using Interop.Client.Receipts;

namespace Interop.Cli.Bench.Federation;

/// <summary>Two providers with a server each, which speak HTTPS to each other, and their people, who speak to their own server as clients do.</summary>
internal sealed class FederationBench : IAsyncDisposable
{
    public const string HubName = "hub.example";
    public const string FollowerName = "follower.example";

    private readonly FederationOptions options;
    private readonly Tracker tracker;
    private readonly FrameSample sample = new();
    private readonly List<ILink> links = [];
    private readonly DirectoryInfo folder;
    private readonly Side hub;
    private readonly Side follower;

    private FederationBench(FederationOptions options, DirectoryInfo folder, Side hub, Side follower)
    {
        (this.options, this.folder, this.hub, this.follower) = (options, folder, hub, follower);
        tracker = new Tracker(options.SenderCount, options.TotalPerSender, options.Members);
    }

    public static async Task<FederationBench> StartAsync(FederationOptions options, CancellationToken stop)
    {
        var certificates = Directory.CreateTempSubdirectory("ocip-bench-certs-");
        using (var authority = DevelopmentAuthority.Open(certificates.FullName, TimeProvider.System))
        {
            authority.Issue(HubName);
            authority.Issue(FollowerName);
        }
        var ports = (Hub: FreePort.Take(), Follower: FreePort.Take());
        Task<Side> Start(string name, int port) => Side.StartAsync(name, options.Data is null ? null : Path.Combine(options.Data, name), $"https://127.0.0.1:{port}",
        [
            "--certificate", At(name + ".pem"), "--key", At(name + "-key.pem"), "--trust", At("ca.pem"),
            "--allow-address", $"{HubName}=127.0.0.1:{ports.Hub}", "--allow-address", $"{FollowerName}=127.0.0.1:{ports.Follower}",
        ], stop);
        string At(string file) => Path.Combine(certificates.FullName, file);
        var first = await Start(HubName, ports.Hub);
        try
        {
            return new FederationBench(options, certificates, first, await Start(FollowerName, ports.Follower));
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    public async Task<FederationReport> RunAsync(IProgress<string> progress, CancellationToken stop)
    {
        progress.Report("what this machine signs and verifies");
        var machine = SignatureRates.Measure();
        progress.Report($"agreement, people and {options.Rooms} rooms");
        await hub.AgreeAsync(follower.Provider, stop);
        await follower.AgreeAsync(hub.Provider, stop);
        var senders = await ConnectAsync(await FederationCast.MakeAsync(hub, follower, options, stop));
        var load = new Load(tracker, senders);
        // What a server measures begins with the first look.
        await Task.WhenAll(hub.MeasuresAsync(stop), follower.MeasuresAsync(stop));
        progress.Report($"warm-up: {options.WarmupPerSender * options.SenderCount} messages");
        await load.ClosedAsync(0, options.WarmupPerSender, options.Window, stop);
        var checkpoints = (Hub: await hub.Admin.Archive.CheckpointAsync(stop), Follower: await follower.Admin.Archive.CheckpointAsync(stop));
        progress.Report($"closed loop: {options.CountPerSender * options.SenderCount} messages, {options.Window} under way for each of {options.SenderCount} senders");
        var closed = await PhaseAsync(() => load.ClosedAsync(options.WarmupPerSender, options.ClosedEnd, options.Window, stop), options.WarmupPerSender, options.ClosedEnd, stop);
        var rate = options.Rate > 0 ? options.Rate : Math.Max(1, Math.Floor(closed.PerSecond / 2));
        var open = closed;
        if (options.OpenPerSender > 0)
        {
            progress.Report($"open loop: {options.OpenPerSender * options.SenderCount} messages, {rate} each second whatever happens");
            open = await PhaseAsync(() => load.OpenAsync(options.ClosedEnd, options.TotalPerSender, rate, stop), options.ClosedEnd, options.TotalPerSender, stop);
        }
        progress.Report("what is still on its way");
        await follower.SettleAsync(stop);
        await hub.SettleAsync(stop);
        foreach (var link in links)
            await link.DisposeAsync();
        links.Clear();
        progress.Report("both servers are killed, both archives verified offline");
        await hub.Server.KillAsync();
        await follower.Server.KillAsync();
        var (receipts, receiptFault) = sample.Verify(new ReceiptVerifier(new([.. hub.Keys.Keys, .. follower.Keys.Keys])));
        return new FederationReport
        {
            Options = options, Rate = rate, Closed = closed, Open = options.OpenPerSender > 0 ? open : null, Machine = machine.Best(SignatureRates.Measure()),
            Duplicates = tracker.Duplicates, Disagreements = tracker.Disagreements, Refused = tracker.Refused, FirstFailure = tracker.FirstFailure,
            AnsweredEarly = tracker.Pending,
            ReceiptsChecked = receipts, ReceiptFault = receiptFault,
            // A message that was delivered at one side carries the receipt of that side's archive.
            Hub = await FederationCheck.RunAsync(hub, follower, checkpoints.Hub, new(options.SenderCount, options.TotalPerSender, tracker, s => !options.IsOfHub(s)), folder.FullName, stop),
            Follower = await FederationCheck.RunAsync(follower, hub, checkpoints.Follower, new(options.SenderCount, options.TotalPerSender, tracker, options.IsOfHub), folder.FullName, stop),
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in links)
            await link.DisposeAsync();
        await hub.DisposeAsync();
        await follower.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Everybody who receives reads the own stream; who sends does so over the same connection.</summary>
    private async Task<Sender[]> ConnectAsync(FederationCast cast)
    {
        var ofHub = await ConnectAsync(hub, cast.OfHub, isHub: true);
        var ofFollower = await ConnectAsync(follower, cast.OfFollower, isHub: false);
        return
        [
            .. Enumerable.Range(0, options.SenderCount).Select(sender =>
            {
                var room = sender % options.Rooms;
                return new Sender(sender, cast.Rooms[room], (options.IsOfHub(sender) ? ofHub : ofFollower)[room * options.Members], tracker);
            }),
        ];
    }

    private async Task<ILink[]> ConnectAsync(Side side, string[] tokens, bool isHub)
    {
        var opened = new ILink[tokens.Length];
        for (var person = 0; person < tokens.Length; person++)
        {
            links.Add(opened[person] = await LiveLink.OpenAsync(side.Server.Address, tokens[person], tracker));
            // Only what the other provider's people have sent counts: it has made the whole way.
            await opened[person].StartStreamAsync(new Receiver(person % options.Members, tracker, sample, sender => options.IsOfHub(sender) != isHub).Take);
        }
        return opened;
    }

    private async Task<FederationPhase> PhaseAsync(Func<Task<bool>> run, int from, int to, CancellationToken stop)
    {
        GC.Collect();
        var measures = (Hub: await hub.MeasuresAsync(stop), Follower: await follower.MeasuresAsync(stop));
        var before = Usage.Read(hub.Server.Process, follower.Server.Process);
        var moved = await run();
        var used = Usage.Read(hub.Server.Process, follower.Server.Process).Since(before);
        var (latencies, seconds, delivered) = tracker.Collect(from, to);
        return new FederationPhase(
            moved, (to - from) * options.SenderCount, delivered, seconds, new(latencies), new(tracker.Collect(from, to, options.IsOfHub).LatenciesMs),
            new(tracker.Collect(from, to, s => !options.IsOfHub(s)).LatenciesMs), used,
            (await hub.MeasuresAsync(stop)).Since(measures.Hub), (await follower.MeasuresAsync(stop)).Since(measures.Follower));
    }
}
