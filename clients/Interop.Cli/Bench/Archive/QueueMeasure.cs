using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client;
using Interop.Protocol.PolicyApi;
using Interop.Protocol.ReviewApi;

namespace Interop.Cli.Bench.Archive;

/// <summary>A queue of everything that was written: how long a page of it takes, from the newest item to the oldest.</summary>
internal sealed class QueueMeasure(FigureSheet figures)
{
    private const int PageItems = 200;
    private const int EdgePages = 25;
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Before the filling: a policy that finds each message, written by one officer and approved by another.</summary>
    public static async Task PrepareAsync(OcipClient author, OcipClient approver, CancellationToken stop)
    {
        var settings = new JsonObject { ["expressions"] = new JsonArray(new JsonObject { ["name"] = "anything", ["pattern"] = "^(?s:.)" }) };
        var draft = await author.Policies.DraftAsync("bench-anything", new PolicyDefinition { Kind = "dlp", Action = "flag", Settings = JsonSerializer.SerializeToElement(settings) }, null, stop);
        await approver.Policies.ApproveAsync(await author.Policies.ProposeAsync(draft, null, stop), stop);
    }

    /// <summary>Walks through the whole queue; returns what was wrong, or null.</summary>
    /// <param name="reviewer">Reads it.</param>
    /// <param name="server">Whose memory is told.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<string?> RunAsync(OcipClient reviewer, Process server, IProgress<string> progress, CancellationToken stop)
    {
        var waiting = await AwaitItemsAsync(reviewer, progress, stop);
        var (taken, items) = (new List<double>(), 0L);
        var before = ProcessMeter.Read(server);
        var begun = Stopwatch.GetTimestamp();
        long last = long.MaxValue;
        for (long? next = null; ;)
        {
            var asked = Stopwatch.GetTimestamp();
            var page = await reviewer.Supervision.ItemsAsync([new("limit", PageItems.ToString(CultureInfo.InvariantCulture))], next, stop);
            taken.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            foreach (var item in page.Items)
            {
                if (item.Id >= last)
                    return $"item {item.Id} of the queue came after item {last}";
                (last, items) = (item.Id, items + 1);
            }
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{items:N0} of {waiting:N0} items of the queue"));
            if (page.Next is null)
                break;
            next = page.Next;
        }
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var after = ProcessMeter.Read(server);
        figures.Add("queue", "items", items, "");
        figures.Add("queue", $"a page of {PageItems}, p50", Sorted(taken).Percentile(50), "ms");
        figures.Add("queue", $"a page of {PageItems}, p95", Sorted(taken).Percentile(95), "ms");
        figures.Add("queue", $"the first {EdgePages} pages, p95", Sorted(taken.Take(EdgePages)).Percentile(95), "ms");
        figures.Add("queue", $"the last {EdgePages} pages, p95", Sorted(taken.TakeLast(EdgePages)).Percentile(95), "ms");
        figures.Add("queue", "from its top to its end", seconds, "s");
        figures.Add("queue", "server's processor time", (after.CpuSeconds - before.CpuSeconds) * 1e3 / taken.Count, "ms/page");
        figures.Add("queue", "server's memory at the end over that before", after.PssMiB - before.PssMiB, "MiB");
        return items == waiting ? null : $"the queue has {waiting} items, and {items} were found in it";
    }

    /// <summary>Supervision follows the log: there are all when there are no more for a while.</summary>
    private async Task<long> AwaitItemsAsync(OcipClient reviewer, IProgress<string> progress, CancellationToken stop)
    {
        var (begun, grew) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        long? first = null;
        for (long seen = -1; ; await Task.Delay(LookEvery, TimeProvider.System, stop))
        {
            var asked = Stopwatch.GetTimestamp();
            var waiting = (await reviewer.Supervision.QueuesAsync(stop)).Sum(Items);
            var took = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            first ??= waiting;
            if (waiting != seen)
                (seen, grew) = (waiting, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(grew) > SettledAfter)
            {
                figures.Add("queue", "items that came after the filling had ended", waiting - first.Value, "");
                figures.Add("queue", "seconds until they were there", Stopwatch.GetElapsedTime(begun, grew).TotalSeconds, "s");
                figures.Add("queue", "how many there are, asked", took, "ms");
                return waiting;
            }
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"the queue has {waiting:N0} items"));
        }
    }

    private static long Items(QueueCounts queue) => queue.New + queue.Claimed + queue.Escalated + queue.Closed + queue.Reopened;

    private static Latencies Sorted(IEnumerable<double> taken) => new([.. taken.Order()]);
}
