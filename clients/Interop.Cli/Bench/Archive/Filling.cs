using System.Diagnostics;
using System.Globalization;
using Interop.Cli.Generating;

namespace Interop.Cli.Bench.Archive;

/// <summary>Puts a run's messages in, by several lanes at once, while the server's clock goes through the days.</summary>
internal sealed class Filling(FillOptions options, Side side, Population population, FilledArchive archive, TrafficClock clock)
{
    /// <summary>Of 1,000 messages, those that outsiders write on their own network.</summary>
    private const int OutsidersPerMille = 80;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(2);

    public Traffic Traffic { get; } = new(options.Messages);

    /// <summary>Of the server's memory, taken all the while.</summary>
    public MemorySamples Memory { get; } = new(side);

    /// <summary>Seconds that it took.</summary>
    public async Task<double> RunAsync(IProgress<string> progress, CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = options.Lanes })
        {
            BaseAddress = new Uri(side.Server.Address, "/ocip/v1/"), Timeout = Timeout.InfiniteTimeSpan,
        };
        var begun = Stopwatch.GetTimestamp();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var ticking = TickAsync(begun, progress, end.Token);
        var lanes = Lanes(new DraftPost(http)).ToArray();
        try
        {
            await Task.WhenAll(lanes.Select(lane => Task.Run(() => lane.Lane.RunAsync(lane.Messages, end.Token), end.Token)));
        }
        finally
        {
            await end.CancelAsync();
            await ticking;
            foreach (var (lane, _) in lanes)
                lane.Dispose();
        }
        clock.Reach(1);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>One lane for the bridge, the others for people, each of whom is in one.</summary>
    private IEnumerable<(Lane Lane, long Messages)> Lanes(DraftPost post)
    {
        // Each run says something else.
        var dice = new Dice(archive.Seed).Split(1000 + archive.Runs);
        var ofOutsiders = options.Messages * OutsidersPerMille / 1000;
        yield return (Make(post, [new Writer(-1, archive.BridgeToken)], dice.Split(0)), ofOutsiders);
        var writing = Enumerable.Range(0, archive.People).Where(person => population.RoomsOf[person].Length > 0).ToArray();
        var count = Math.Min(options.Lanes, writing.Length);
        var rest = options.Messages - ofOutsiders;
        for (var lane = 0; lane < count; lane++)
        {
            var writers = writing.Where((_, n) => n % count == lane).Select(person => new Writer(person, archive.Tokens[person])).ToArray();
            yield return (Make(post, writers, dice.Split(lane + 1)), (rest / count) + (lane < rest % count ? 1 : 0));
        }
    }

    private Lane Make(DraftPost post, Writer[] writers, Dice dice) => new(options, side.Server.Address, post, population, archive, Traffic, clock, writers, dice);

    private async Task TickAsync(long begun, IProgress<string> progress, CancellationToken stop)
    {
        var reported = Stopwatch.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(Tick, TimeProvider.System, stop);
                clock.Reach(Traffic.Answered / (double)options.Messages);
                await Memory.TakeAsync(stop);
                if (Stopwatch.GetElapsedTime(reported) < ReportEvery)
                    continue;
                reported = Stopwatch.GetTimestamp();
                var (done, seconds) = (Traffic.Answered, Stopwatch.GetElapsedTime(begun).TotalSeconds);
                progress.Report(string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {options.Messages:N0} messages, {done / seconds:N0}/s, memory {Memory.Latest.OwnMiB:N0} MiB, clock {clock.Now:yyyy-MM-dd}"));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Memory.TakeAsync(CancellationToken.None);
        }
    }
}
