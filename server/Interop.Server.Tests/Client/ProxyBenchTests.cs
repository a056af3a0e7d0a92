using Interop.Cli.Bench;
using Interop.Cli.Bench.Proxy;
using Xunit;

namespace Interop.Server.Tests.Client;

/// <summary>The bench of the compliance proxy counts what it should, and what it counted is on record at both ends.</summary>
public sealed class ProxyBenchTests
{
    [Fact]
    public async Task Bench_FindsEverythingDeliveredArchivedAndDecidedOnOnce()
    {
        var options = new ProxyOptions { Pairs = 2, Window = 4, Count = 40, Warmup = 8, OpenCount = 40, Rate = 100, Rounds = 2 };
        await using var inside = await ProxyWorld.InProcessAsync(options, CancellationToken.None);
        await using var beside = await ProxyWorld.BesideAsync(options, CancellationToken.None);

        var report = await ProxyBench.RunAsync(options, inside, beside, new ProgressLines(), CancellationToken.None);

        Assert.True(report.IsGood, report.ToJson());
        Assert.Equal(40, inside.Evaluation.Count);
        Assert.Equal(40, beside.Evaluation.Count);
        Assert.Equal(40, beside.Open.Sorted.Length);
        Assert.InRange(inside.Evaluation.Percentile(50), 1e-9, beside.Evaluation.Percentile(50));
    }
}
