using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Demo.Firm.Work;

/// <summary>What is done about the traffic while it flows: reviews, cases, requests of people, urgent messages, networks that fail. In order of the month.</summary>
internal sealed class FirmWork
{
    private readonly FirmTraffic traffic;
    private readonly FirmReviews[] reviews;
    private readonly FirmLead lead;
    private readonly FirmEvenings evenings;
    private readonly FirmSchedule schedule;
    private readonly FirmExports exports;
    private readonly FirmTrial trial;
    private readonly Queue<FirmMoment> moments;

    public FirmWork(FirmTraffic traffic, FirmHiring hiring, FirmDesk desk, FirmCalls calls)
    {
        this.traffic = traffic;
        var (plan, dice) = (traffic.Plan, new Dice(traffic.Plan.Seed).Split(-40));
        reviews = [new FirmReviews(desk[FirmPost.Reviewer], dice.Split(1)), new FirmReviews(desk[FirmPost.SecondReviewer], dice.Split(2))];
        lead = new FirmLead(desk[FirmPost.Lead]);
        evenings = new FirmEvenings(calls, plan, hiring, dice.Split(3));
        schedule = new FirmSchedule(desk);
        trial = new FirmTrial(desk[FirmPost.Policy]);
        var cases = new FirmCases(desk[FirmPost.Investigator], plan, traffic.Clock.Begin);
        exports = new FirmExports(desk, plan, cases);
        var requests = new FirmRequests(desk, calls, traffic, cases);
        var reports = new FirmReports(traffic, dice.Split(4));
        moments = new([.. Month(cases, requests, reports, hiring).OrderBy(m => m.At)]);
    }

    /// <summary>How the draft of a policy is tried; at the end of the month.</summary>
    public DryRunView? Trial { get; private set; }

    /// <summary>Before anybody writes.</summary>
    public Task BeginAsync(CancellationToken stop) => schedule.SetAsync(stop);

    /// <summary>Everything whose time has come by the server's clock.</summary>
    public async Task HappenAsync(CancellationToken stop)
    {
        while (moments.TryPeek(out var next) && next.At <= traffic.Clock.Now)
            await moments.Dequeue().HappenAsync(stop);
    }

    /// <summary>When something happens next; null when the month is told.</summary>
    public DateTimeOffset? Next => moments.TryPeek(out var next) ? next.At : null;

    /// <summary>Reviewers and duty managers at their desks, until it is ended.</summary>
    /// <param name="turn">Between two looks at what has come in.</param>
    /// <param name="stop">Ends it.</param>
    public async Task GoOnAsync(TimeSpan turn, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.WhenAll([evenings.TurnAsync(stop), lead.TurnAsync(stop), .. reviews.Select(reviewer => reviewer.TurnAsync(stop))]);
            }
            catch (Exception busy) when (busy is OcipProblemException or HttpRequestException or InvalidDataException or OperationCanceledException)
            {
                // The server has something else to do, or ends: there is another turn.
                await Task.Delay(turn, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            await Task.Delay(turn, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>At the end of the month: hours are agreed to, packages are asked for, what is due is ended and proposed, a policy is tried.</summary>
    public async Task EndAsync(CancellationToken stop)
    {
        await evenings.AcknowledgeAsync(traffic.Clock.Begin, stop);
        await schedule.ProposeAsync(stop);
        await exports.BeginAsync(traffic.Clock.Now, stop);
        Trial = await trial.BeginAsync(stop);
    }

    private IEnumerable<FirmMoment> Month(FirmCases cases, FirmRequests requests, FirmReports reports, FirmHiring hiring)
    {
        var begin = traffic.Clock.Begin;
        FirmMoment On(double day, Func<CancellationToken, Task> happens) => new(begin.AddDays(day), happens);
        yield return On(9.4, cases.OpenInquiryAsync);
        yield return On(12.5, cases.OpenDisputeAsync);
        yield return On(24.6, cases.SettleAsync);
        yield return On(14.4, requests.AccessAsync);
        yield return On(18.4, requests.EraseHeldAsync);
        yield return On(20.6, requests.EraseClientAsync);
        yield return On(28.4, requests.WaitAsync);
        yield return On(26.4, schedule.EndDueAsync);
        foreach (var day in new[] { 3.5, 7.6, 11.4, 15.5, 21.4, 26.6 })
            yield return On(day, reports.OneAsync);
        foreach (var outage in traffic.Outages)
        {
            yield return new(outage.From, stop => hiring.Bridges[outage.Network].ReportAsync(capturing: false, outage.From, stop));
            yield return new(outage.To, stop => hiring.Bridges[outage.Network].ReportAsync(capturing: true, outage.To, stop));
        }
    }
}
