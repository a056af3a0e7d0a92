using Interop.Cli.Bench;
using Interop.Cli.Bench.Federation;
using Xunit;

namespace Interop.Server.Tests.Client;

/// <summary>The bench between two providers counts what it should, and its archives verify.</summary>
public sealed class FederationBenchTests
{
    [Fact]
    public async Task Bench_FindsEverythingAtTheOtherSideOnce_AndInBothArchives()
    {
        var options = new FederationOptions { Rooms = 2, Members = 2, Direction = FederationOptions.Both, Window = 4, Count = 80, Warmup = 8, OpenCount = 40, Rate = 100, Data = null };
        await using var bench = await FederationBench.StartAsync(options, CancellationToken.None);

        var report = await bench.RunAsync(new ProgressLines(), CancellationToken.None);

        Assert.True(report.IsGood, report.ToJson());
        Assert.Equal(80, report.Closed.Delivered);
        Assert.Equal(160, report.Closed.All.Sorted.Length);
        Assert.Equal(40, report.Open!.Delivered);
        Assert.InRange(report.ReceiptsChecked, 1, int.MaxValue);
        Assert.InRange(report.Closed.PerEvent("signatures.made"), 0.05, EventSignatures.In.Count);
        Assert.InRange(report.Closed.PerEvent("signatures.verified"), 0.05, EventSignatures.In.Count);
    }

    [Fact]
    public void Schedule_TakesTheSendersInTurn_AtTheRate()
    {
        var schedule = new Schedule(0, From: 10, Senders: 4, Rate: 100);
        Assert.Equal(0, schedule.DueAt(0, 10));
        Assert.Equal(System.Diagnostics.Stopwatch.Frequency / 100, schedule.DueAt(1, 10));
        Assert.Equal(System.Diagnostics.Stopwatch.Frequency / 25, schedule.DueAt(0, 11));
    }
}
