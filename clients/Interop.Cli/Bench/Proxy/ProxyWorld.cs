using Interop.Cli.Bench.Machine;
using Interop.Cli.Verification;
using Interop.Client;
using Interop.Client.Receipts;
using Interop.Protocol.AdminApi;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Bench.Proxy;

/// <summary>A provider with its people under load, whose policies are in its process or in a compliance proxy beside it.</summary>
internal sealed class ProxyWorld : IAsyncDisposable
{
    private const string ComplianceStage = "ComplianceStage";

    private readonly ProxyOptions options;
    private readonly Side server;
    private readonly Side? proxy;
    private readonly Tracker tracker;
    private readonly FrameSample sample = new();
    private readonly List<ILink> links = [];
    private readonly List<ClosedRound> rounds = [];
    private Load? load;
    private string checkpoint = "";

    private ProxyWorld(ProxyOptions options, Side server, Side? proxy)
    {
        (this.options, this.server, this.proxy) = (options, server, proxy);
        tracker = new Tracker(options.Pairs, options.TotalPerSender, 1);
    }

    /// <summary>What the evaluation of an event took in the open loop, in seconds: from the stage's question to its answer.</summary>
    public MeasuredValues Evaluation { get; private set; } = MeasuredValues.None;

    public Latencies Open => new(tracker.Collect(options.WarmupPerSender, options.OpenEnd).LatenciesMs);

    /// <summary>Rounds of the closed loop, as they were run.</summary>
    public IReadOnlyList<ClosedRound> Rounds => rounds;

    /// <summary>In the closed loop, over all of its rounds.</summary>
    public double PerSecond => rounds.Sum(r => r.Delivered) / Math.Max(rounds.Sum(r => r.Seconds), 1e-9);

    /// <summary>In the last round of the closed loop: of the server, and of the proxy when there is one; and of the bench.</summary>
    public Usage? Used => rounds.Count > 0 ? rounds[^1].Used : null;

    /// <summary>Messages of the last round of the closed loop that were delivered.</summary>
    public int Delivered => rounds.Count > 0 ? rounds[^1].Delivered : 0;

    public string? Fault { get; private set; }

    public int ReceiptsChecked { get; private set; }

    public static async Task<ProxyWorld> InProcessAsync(ProxyOptions options, CancellationToken stop) =>
        new(options, await Side.StartAsync("inside.example", null, null, [], stop), null);

    public static async Task<ProxyWorld> BesideAsync(ProxyOptions options, CancellationToken stop)
    {
        const string name = "beside.example";
        var judge = await Side.StartAsync(name, null, null, ["--role", "proxy"], stop);
        try
        {
            var token = await judge.Admin.Admin.RegisterProviderAsync(new ProviderRequest(judge.Provider), stop);
            var file = Path.Combine(judge.Server.Data, "provider-token");
            await File.WriteAllTextAsync(file, token.Token, stop);
            return new(options, await Side.StartAsync(name, null, null, ["--proxy", judge.Server.Address.AbsoluteUri, "--proxy-token", file], stop), judge);
        }
        catch
        {
            await judge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts policies of the book in force: one account writes them, another approves.</summary>
    public async Task ApplyAsync(IReadOnlyList<PolicyDefinition> definitions, CancellationToken stop)
    {
        using var author = await OfficerAsync("author", stop);
        using var approver = await OfficerAsync("approver", stop);
        foreach (var definition in definitions)
        {
            var draft = await author.Policies.DraftAsync($"bench-{definition.Kind}", definition, null, stop);
            await approver.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft, null, stop), stop);
        }
    }

    public async Task PrepareAsync(CancellationToken stop)
    {
        var cast = await Cast.MakeAsync(server.Admin, new BenchOptions
        {
            Pairs = options.Pairs, Members = 0, Senders = 0, Window = options.Window, Count = 1, Warmup = 1, Rate = 0, Sse = false,
        }, stop);
        var senders = new Sender[options.Pairs];
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            var receiver = await LiveLink.OpenAsync(server.Server.Address, cast.Receivers[pair], tracker);
            links.Add(receiver);
            await receiver.StartStreamAsync(new Receiver(0, tracker, sample).Take);
            var sender = await LiveLink.OpenAsync(server.Server.Address, cast.Senders[pair], tracker);
            links.Add(sender);
            senders[pair] = new Sender(pair, cast.Rooms[pair], sender, tracker);
        }
        load = new Load(tracker, senders);
        // What the server measures begins with the first look.
        await server.MeasuresAsync(stop);
        Expect(await load.ClosedAsync(0, options.WarmupPerSender, options.Window, stop));
        checkpoint = await server.Admin.Archive.CheckpointAsync(stop);
    }

    public async Task OpenRoundAsync(int round, CancellationToken stop)
    {
        var from = options.WarmupPerSender + (round * options.RoundPerSender);
        var before = await server.MeasuresAsync(stop);
        Expect(await load!.OpenAsync(from, from + options.RoundPerSender, options.Rate, stop));
        Evaluation = Evaluation.And((await server.MeasuresAsync(stop)).Since(before).Of("stage.duration", ComplianceStage));
    }

    /// <summary>The next round of the closed loop.</summary>
    public async Task ClosedAsync(CancellationToken stop)
    {
        GC.Collect();
        System.Diagnostics.Process[] processes = proxy is null ? [server.Server.Process] : [server.Server.Process, proxy.Server.Process];
        var before = Usage.Read(processes);
        var from = options.OpenEnd + (rounds.Count * options.ClosedPerSender);
        Expect(await load!.ClosedAsync(from, from + options.ClosedPerSender, options.Window, stop));
        var used = Usage.Read(processes).Since(before);
        var (_, seconds, delivered) = tracker.Collect(from, from + options.ClosedPerSender);
        rounds.Add(new ClosedRound(delivered, seconds, used));
    }

    /// <summary>Everything delivered once, in the archive once, and, with a proxy, decided on once in its log; both verified offline after a kill.</summary>
    public async Task CheckAsync(CancellationToken stop)
    {
        foreach (var link in links)
            await link.DisposeAsync();
        links.Clear();
        await server.Server.KillAsync();
        if (proxy is not null)
            await proxy.Server.KillAsync();
        (ReceiptsChecked, var receiptFault) = sample.Verify(new ReceiptVerifier(server.Keys));
        Fault ??= tracker.FirstFailure ?? receiptFault
            ?? (tracker.Duplicates + tracker.Disagreements > 0 ? "something was delivered twice, or under two indexes" : null)
            ?? Look(server, "event", checkpoint, null, stop)
            ?? (proxy is null ? null : Look(proxy, "decision", null, _ => false, stop));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in links)
            await link.DisposeAsync();
        await server.DisposeAsync();
        if (proxy is not null)
            await proxy.DisposeAsync();
    }

    private string? Look(Side side, string kind, string? earlier, Func<int, bool>? hasIndexOf, CancellationToken stop)
    {
        var check = new ArchiveCheck(options.Pairs, options.TotalPerSender, tracker, hasIndexOf);
        using var data = new DataFolder(side.Server.Data);
        foreach (var row in data.Records())
        {
            if (row.Kind == kind && row.Body is { } body)
                check.Take(row.Leaf, body);
        }
        return new ArchiveVerifier(data, new PinnedKeys(side.Keys.Keys, isPinned: true), earlier).Run(null, stop).Fault
            ?? (check is { Missing: 0, Wrong: 0 } && check.Found == (long)options.Pairs * options.TotalPerSender ? null
                : $"records of kind {kind}: {check.Found} found, {check.Missing} missing, {check.Wrong} wrong");
    }

    private async Task<OcipClient> OfficerAsync(string name, CancellationToken stop)
    {
        await server.Admin.Admin.CreateAccountAsync(new AccountRequest(name, name, [new PersonaRequest("work", name)]), stop);
        return new OcipClient(server.Server.Address, (await server.Admin.Admin.CreateTokenAsync(name, new TokenRequest(["policy"]), stop)).Token);
    }

    private void Expect(bool moved) => Fault ??= moved ? null : tracker.FirstFailure ?? "nothing moved any more";
}
