using System.Diagnostics;
using System.Globalization;
using Interop.Client;

namespace Interop.Cli.Bench.Archive;

/// <summary>How far the full-text index is behind when the filling ends, and how long the first page of a fixed set of questions takes.</summary>
internal sealed class SearchMeasure(OcipClient officer, FigureSheet figures)
{
    private const int Times = 25;
    private static readonly TimeSpan IndexMax = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    // Each kind of question that officers ask, frequent words and rare ones.
    private static readonly (string Kind, (string Name, string Value)[] Parameters)[] Questions =
    [
        ("word, frequent", [("q", "contract")]),
        ("word, rare", [("q", "onboarding")]),
        ("phrase", [("q", "\"is waiting for\"")]),
        ("prefix", [("q", "settle*")]),
        ("Boolean", [("q", "contract AND (bank OR legal) NOT tomorrow")]),
        ("NEAR", [("q", "contract NEAR/4 Friday")]),
        ("Chinese", [("q", "合同")]),
        ("Arabic", [("q", "العقد")]),
        ("by rank", [("q", "invoice"), ("order", "rank")]),
        ("kind and network", [("kind", "event"), ("network", Hiring.Network)]),
        ("refused", [("kind", "refusal")]),
    ];

    public async Task RunAsync(long size, IProgress<string> progress, CancellationToken stop)
    {
        await AwaitIndexAsync(size, progress, stop);
        progress.Report("searching");
        var all = new List<double>();
        foreach (var (kind, parameters) in Questions)
        {
            var taken = new List<double>();
            for (var n = 0; n < Times; n++)
            {
                var begun = Stopwatch.GetTimestamp();
                await officer.Archive.SearchAsync(parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)), stop);
                taken.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            taken.Sort();
            figures.Add("search", $"first page, {kind}, p95", new Latencies([.. taken]).Percentile(95), "ms");
            all.AddRange(taken);
        }
        all.Sort();
        figures.Add("search", "first page, p50", new Latencies([.. all]).Percentile(50), "ms");
        figures.Add(("search", "first page, p95", new Latencies([.. all]).Percentile(95), "ms"), atMost: 1000);
        figures.Add("search", "first page, p99", new Latencies([.. all]).Percentile(99), "ms");
    }

    private async Task AwaitIndexAsync(long size, IProgress<string> progress, CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        long? behind = null;
        while (true)
        {
            var searched = (await officer.Archive.SearchAsync([KeyValuePair.Create("q", "zebra"), KeyValuePair.Create("limit", "1")], stop)).Searched;
            behind ??= Math.Max(0, size - searched);
            var elapsed = Stopwatch.GetElapsedTime(begun);
            if (searched >= size || elapsed > IndexMax)
            {
                figures.Add("index", "records behind when the filling ended", behind.Value, "");
                figures.Add("index", "seconds until it had caught up", elapsed.TotalSeconds, "s");
                return;
            }
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"the index has {searched:N0} of {size:N0} records"));
            await Task.Delay(LookEvery, TimeProvider.System, stop);
        }
    }
}
