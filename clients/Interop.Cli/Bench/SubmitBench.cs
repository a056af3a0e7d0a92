using System.Diagnostics;
using System.Globalization;
using Interop.Client;
using Interop.Client.Receipts;
using Interop.Protocol.Signatures;

namespace Interop.Cli.Bench;

/// <summary>The run itself: people and connections, warm-up, the timed part, and what both processes used for it.</summary>
/// <param name="options">What to run.</param>
/// <param name="admin">With scopes admin and archive.</param>
/// <param name="server">The server's process, when it is ours.</param>
internal sealed class SubmitBench(BenchOptions options, OcipClient admin, Process? server)
{
    private const int MemorySamples = 10;

    public Tracker Tracker { get; } = new(options.SenderCount, options.TotalPerSender, options.ReceiversPerMessage);

    /// <summary>The server's keys as they were before the run.</summary>
    public JsonWebKeySet Keys { get; private set; } = new([]);

    public long ArchiveSizeBefore { get; private set; }

    public string CheckpointAfterWarmup { get; private set; } = "";

    public async Task<BenchReport> RunAsync(CancellationToken stop)
    {
        Keys = await admin.KeysAsync(stop);
        var cast = await Cast.MakeAsync(admin, options, stop);
        ArchiveSizeBefore = SizeOf(await admin.Archive.CheckpointAsync(stop));
        var sample = new FrameSample();
        var links = new List<ILink>();
        try
        {
            var receivers = await ConnectAsync(cast.Receivers, links);
            for (var i = 0; i < receivers.Length; i++)
                await receivers[i].StartStreamAsync(new Receiver(options.IsRoom ? i : 0, Tracker, sample).Take);
            var from = options.IsRoom ? receivers[..options.Senders] : await ConnectAsync(cast.Senders, links);
            var senders = from.Select((link, i) => new Sender(i, cast.Rooms[i], link, Tracker)).ToArray();

            var memory = new List<double>();
            var warm = new Load(Tracker, senders) { StallAfter = options.StallAfter };
            await warm.ClosedAsync(0, options.WarmupPerSender, options.Window, stop);
            CheckpointAfterWarmup = await admin.Archive.CheckpointAsync(stop);
            GC.Collect();
            var (serverBefore, selfBefore) = Meter();
            var timed = new Load(Tracker, senders) { StallAfter = options.StallAfter, Progress = part => Sample(memory, part) };
            var stalled = !await (options.Rate > 0
                ? timed.OpenAsync(options.WarmupPerSender, options.TotalPerSender, options.Rate, stop)
                : timed.ClosedAsync(options.WarmupPerSender, options.TotalPerSender, options.Window, stop));
            var (serverAfter, selfAfter) = Meter();

            var (latencies, seconds, complete) = Tracker.Collect(options.WarmupPerSender);
            var (itemsChecked, fault) = sample.Verify(new ReceiptVerifier(Keys));
            return new BenchReport
            {
                Options = options, Stalled = stalled, Seconds = seconds, Delivered = complete, LatenciesMs = latencies, Duplicates = Tracker.Duplicates,
                Disagreements = Tracker.Disagreements, Refused = Tracker.Refused, FirstFailure = Tracker.FirstFailure,
                ReceiptsChecked = itemsChecked, ReceiptFault = fault, ServerCpuSeconds = serverAfter.CpuSeconds - serverBefore.CpuSeconds,
                OwnCpuSeconds = selfAfter.CpuSeconds - selfBefore.CpuSeconds, ServerRssMiB = serverAfter.RssMiB, ServerPssMiB = serverAfter.PssMiB,
                ServerRssSamplesMiB = [.. memory],
            };
        }
        finally
        {
            foreach (var link in links)
                await link.DisposeAsync();
        }
    }

    private async Task<ILink[]> ConnectAsync(string[] tokens, List<ILink> links)
    {
        var opened = new ILink[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
            links.Add(opened[i] = options.Sse ? new SseLink(admin.Server, tokens[i], Tracker) : await LiveLink.OpenAsync(admin.Server, tokens[i], Tracker));
        return opened;
    }

    private void Sample(List<double> memory, double part)
    {
        if (server is not null && part >= (memory.Count + 1) / (double)MemorySamples)
            memory.Add(Math.Round(ProcessMeter.Read(server).RssMiB, 1));
    }

    private (ProcessMeter Server, ProcessMeter Self) Meter()
    {
        using var self = Process.GetCurrentProcess();
        return (server is null ? new(0, 0, 0, 0) : ProcessMeter.Read(server), ProcessMeter.Read(self));
    }

    private static long SizeOf(string checkpoint) => long.Parse(checkpoint.Split('\n')[1], NumberStyles.None, CultureInfo.InvariantCulture);
}
