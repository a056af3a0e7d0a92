using System.Globalization;
using Interop.Cli.Demo.Firm.Work;
using Interop.Cli.Generating;

namespace Interop.Cli.Demo.Firm;

/// <summary>
/// The firm's last weeks: conversations beside each other, and what officers do about them, while the server's clock goes through the days up to now. The days take
/// a bounded time; what a slow machine has not written by then is written behind them.
/// </summary>
internal sealed class FirmHistory(FirmTraffic traffic, FirmWork work, FirmOptions options)
{
    private const int Lanes = 24;
    private const int LanesBehind = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Seen = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan BreathMax = TimeSpan.FromMilliseconds(15);

    /// <summary>Not shorter than this: what the server does each night has to keep up with the nights.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(15);

    private double due;
    private volatile bool isOver;

    /// <summary>The month, up to now.</summary>
    public async Task WriteAsync(IProgress<string> progress, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reviewing = work.GoOnAsync(Turn, end.Token);
        var talking = Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => TalkAsync(lane, end.Token), end.Token)));
        try
        {
            await PassAsync(progress, talking, stop);
            isOver = true;
            await talking;
        }
        finally
        {
            await end.CancelAsync();
            await reviewing;
        }
    }

    /// <summary>What is left to be written, at a pace that leaves room for those who look. Nothing when the month was told in time.</summary>
    public async Task FollowAsync(IProgress<string> progress, CancellationToken stop)
    {
        var lanes = Enumerable.Range(0, LanesBehind).Select(lane => LagAsync(200 + lane, stop)).ToArray();
        while (traffic.Said < options.Messages && !stop.IsCancellationRequested)
        {
            await Task.Delay(ReportEvery, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{Math.Min(traffic.Said, options.Messages):N0} of {options.Messages:N0} messages; the rest comes in behind"));
        }
        await Task.WhenAll(lanes);
    }

    private async Task PassAsync(IProgress<string> progress, Task talking, CancellationToken stop)
    {
        var (begun, reported) = (TimeProvider.System.GetTimestamp(), TimeSpan.Zero);
        for (var part = 0.0; part < 1 && !talking.IsFaulted;)
        {
            await Task.Delay(Tick, TimeProvider.System, stop);
            var passed = TimeProvider.System.GetElapsedTime(begun);
            Volatile.Write(ref due, passed / Least);
            part = Math.Max(Math.Min(traffic.Said / (double)options.Messages, passed / Least), passed / options.Within);
            await GoToAsync(traffic.Clock.At(part), stop);
            if (passed - reported < ReportEvery)
                continue;
            reported = passed;
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{traffic.Said:N0} of {options.Messages:N0} messages, {traffic.Clock.Now:d MMMM}"));
        }
    }

    /// <summary>The clock goes on; where something happens on the way, it waits for it.</summary>
    private async Task GoToAsync(DateTimeOffset target, CancellationToken stop)
    {
        while (work.Next is { } next && next <= target)
        {
            traffic.Clock.Reach(next);
            // The server looks at its clock's file every few milliseconds.
            await Task.Delay(Seen, TimeProvider.System, stop);
            await work.HappenAsync(stop);
        }
        traffic.Clock.Reach(target);
    }

    private async Task TalkAsync(int lane, CancellationToken stop)
    {
        using var conversation = new FirmConversation(traffic, new Dice(traffic.Plan.Seed).Split(100 + lane));
        while (!isOver && traffic.Said < options.Messages)
        {
            if (traffic.Said > Volatile.Read(ref due) * options.Messages)
                await Task.Delay(Tick, TimeProvider.System, stop);
            else
                await conversation.RunAsync(() => Task.CompletedTask, stop);
        }
    }

    private async Task LagAsync(int lane, CancellationToken stop)
    {
        // It is of today: a month's messages of one morning would all wait for those who are not there yet.
        using var conversation = new FirmConversation(traffic, new Dice(traffic.Plan.Seed).Split(lane), atWork: true);
        var since = TimeProvider.System.GetTimestamp();
        // As long a pause as the work took: a quick machine is soon done, and those who look have half of what there is all the while.
        async Task BreatheAsync()
        {
            var worked = TimeProvider.System.GetElapsedTime(since);
            await Task.Delay(worked < BreathMax ? worked : BreathMax, TimeProvider.System, stop);
            since = TimeProvider.System.GetTimestamp();
        }
        try
        {
            while (traffic.Said < options.Messages)
                await conversation.RunAsync(BreatheAsync, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }
}
