using Interop.Cli.Bench;
using Interop.Cli.Bench.Archive;
using Interop.Cli.Generating;
using Xunit;

namespace Interop.Server.Tests.Client;

/// <summary>The bench of the archive says the same for the same seed, as people would, and what it has put in is all there.</summary>
public sealed class ArchiveBenchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ocip-bench-").FullName;

    [Fact]
    public async Task Bench_FillsAnArchiveInSteps_AndFindsItAllThere()
    {
        var options = new ArchiveBenchOptions
        {
            Fill = new FillOptions { Messages = 400, Seed = 7, People = 6, Days = 2, Lanes = 3, Transaction = 20 }, Data = folder, Queues = true, Beside = ["html"],
        };
        for (var step = 1; step <= 2; step++)
        {
            await using var bench = await ArchiveBench.StartAsync(options with { Measures = step == 2 }, new ProgressLines(), CancellationToken.None);
            await bench.RunAsync(new ProgressLines(), CancellationToken.None);

            Assert.True(bench.IsGood, bench.ToJson().ToJsonString());
            Assert.Equal(400 * step, bench.ToJson()["messages"]!.GetValue<long>());
            Assert.Contains(bench.Figures.Figures, f => f is { Part: "append", What: "messages with proofs", Value: > 0 });
            Assert.Contains(bench.Figures.Figures, f => f is { Part: "disk", What: "records", Value: var records } && records > 400 * step);
            Assert.Equal(step == 2, bench.Figures.Figures.Any(f => f is { Part: "queue", What: "items", Value: > 700 }));
        }
        Assert.Equal(2, FilledArchive.Read(folder)!.Runs);
    }

    [Fact]
    public void Speech_FollowsFromTheSeed_AndIsAsLongAsPeopleWrite()
    {
        var (one, again, other) = (Texts(1), Texts(1), Texts(2));
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
        var lengths = one.Select(t => t.Length).Order().ToArray();
        Assert.InRange(lengths[lengths.Length / 2], 30, 90);
        Assert.InRange(lengths[^1], 600, 7000);
        Assert.DoesNotContain(one, t => t.Contains('{', StringComparison.Ordinal) || t.Contains('}', StringComparison.Ordinal) || t.Length == 0);
        Assert.Contains(one, t => t.Contains("合同", StringComparison.Ordinal));
        Assert.Contains(one, t => t.Contains("契約書", StringComparison.Ordinal));
        Assert.Contains(one, t => t.Contains("العقد", StringComparison.Ordinal));
    }

    [Fact]
    public void Clock_PassesMostOfItsTimeInOfficeHours_AndNeverGoesBack()
    {
        var begin = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        var clock = new TrafficClock(Path.Combine(folder, "clock"), begin, 14);
        var times = new List<DateTimeOffset>();
        for (var part = 0; part <= 1000; part++)
        {
            clock.Reach(part / 1000.0);
            times.Add(clock.Now);
        }
        Assert.Equal(times.Order(), times);
        Assert.InRange(times[^1] - begin, TimeSpan.FromDays(13.9), TimeSpan.FromDays(14.1));
        Assert.InRange(times.Count(t => t.Hour is >= 8 and < 18 && t.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)), 700, 1000);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static List<string> Texts(ulong seed)
    {
        var dice = new Dice(seed);
        var speech = new Speech(dice);
        return [.. Enumerable.Range(0, 4000).Select(n => speech.Message(Language.All[n % Language.All.Count]))];
    }
}
