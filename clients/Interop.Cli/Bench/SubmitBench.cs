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

            await PhaseAsync(senders, 0, options.WarmupPerSender, paced: false, null, stop);
            CheckpointAfterWarmup = await admin.Archive.CheckpointAsync(stop);
            GC.Collect();
            var memory = new List<double>();
            var (serverBefore, selfBefore) = Meter();
            var stalled = !await PhaseAsync(senders, options.WarmupPerSender, options.TotalPerSender, options.Rate > 0, memory, stop);
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

    /// <summary>Sends the messages [from, to) of every sender and waits until all have arrived; false when nothing moved for too long.</summary>
    private async Task<bool> PhaseAsync(Sender[] senders, int from, int to, bool paced, List<double>? memory, CancellationToken stop)
    {
        var target = Tracker.Completed + ((long)senders.Length * (to - from));
        Tracker.OnComplete = paced ? _ => { } : sender => senders[sender].Allow(1);
        foreach (var sender in senders)
            sender.Begin(to, paced ? 0 : options.Window);
        using var pacing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pace = paced ? PaceAsync(senders, to - from, pacing.Token) : Task.CompletedTask;
        var moved = await WaitAsync(target, target - ((long)senders.Length * (to - from)), memory, stop);
        await pacing.CancelAsync();
        await pace;
        return moved;
    }

    private async Task<bool> WaitAsync(long target, long start, List<double>? memory, CancellationToken stop)
    {
        var (seen, since) = (-1L, Stopwatch.GetTimestamp());
        while (Tracker.Completed < target)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
            if (memory is not null && server is not null && Tracker.Completed - start >= (memory.Count + 1) * (target - start) / MemorySamples)
                memory.Add(Math.Round(ProcessMeter.Read(server).RssMiB, 1));
            if (Tracker.Deliveries != seen)
                (seen, since) = (Tracker.Deliveries, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > options.StallAfter)
                return false;
        }
        return true;
    }

    private async Task PaceAsync(Sender[] senders, int perSender, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            for (long message = 0; message < (long)perSender * senders.Length; message++)
            {
                var early = TimeSpan.FromSeconds(message / options.Rate) - Stopwatch.GetElapsedTime(start);
                if (early > TimeSpan.Zero)
                    await Task.Delay(early, TimeProvider.System, stop);
                senders[message % senders.Length].Allow(1);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The phase is over; what was not sent shows as not delivered.
        }
    }

    private (ProcessMeter Server, ProcessMeter Self) Meter()
    {
        using var self = Process.GetCurrentProcess();
        return (server is null ? new(0, 0, 0) : ProcessMeter.Read(server), ProcessMeter.Read(self));
    }

    private static long SizeOf(string checkpoint) => long.Parse(checkpoint.Split('\n')[1], NumberStyles.None, CultureInfo.InvariantCulture);
}
