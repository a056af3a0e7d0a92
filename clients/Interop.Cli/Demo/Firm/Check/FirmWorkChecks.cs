using System.Globalization;
using Interop.Cli.Demo.Checking;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;

namespace Interop.Cli.Demo.Firm.Check;

/// <summary>A line for each thing that the firm's officers are said to have done.</summary>
internal sealed class FirmWorkChecks(CheckList list, FirmWorld world, FirmCensus census)
{
    private const int Days = 31;

    private readonly DateTimeOffset today = TimeProvider.System.GetUtcNow();

    public async Task RunAsync(CancellationToken cancel)
    {
        await list.RunAsync("firm: cases with custodians and holds, one of them released", CasesAsync, cancel);
        await list.RunAsync("firm: reviewed by reviewers: closed with dispositions, escalated", ReviewsAsync, cancel);
        await list.RunAsync("firm: coverage says of whom something was reviewed", CoverageAsync, cancel);
        await list.RunAsync("firm: reports by participants", _ => Task.FromResult(Abuse()), cancel);
        await list.RunAsync("firm: requests of people: access done, erasure put off by a hold, by retention, and waiting", RequestsAsync, cancel);
        await list.RunAsync("firm: packages were exported", ExportsAsync, cancel);
        await list.RunAsync("firm: what is due was ended once, and is proposed again", DispositionsAsync, cancel);
        await list.RunAsync("firm: a month of after-hours work, agreed to by some", LabourAsync, cancel);
        await list.RunAsync("firm: a policy's draft was tried on the month", TrialAsync, cancel);
    }

    private async Task<string> CasesAsync(CancellationToken stop)
    {
        var desk = world.Firm.Desk[FirmPost.Investigator].Preservation;
        var (cases, holds) = (await desk.CasesAsync(stop), await desk.HoldsAsync(stop));
        var found = $"{cases.Length} cases, {cases.Sum(c => c.Custodians.Length)} custodians, {holds.Count(h => h.State == "placed")} holds placed, {holds.Count(h => h.State == "released")} released";
        CheckFailedException.Unless(cases.Length >= 2 && cases.Any(c => c.Custodians.Length > 0 && c.Closed is null) && holds.Any(h => h.State == "placed") && holds.Any(h => h.State == "released"), found);
        return found;
    }

    private async Task<string> ReviewsAsync(CancellationToken stop)
    {
        var report = await world.Firm.Desk[FirmPost.Examiner].Supervision.ReportAsync(Day(-Days), Day(0), stop);
        var found = $"{report.Items} items, {report.Closed} closed ({string.Join(", ", report.ByDisposition.Select(d => $"{d.Key} {d.Value}"))}), {report.EscalatedPercent} % escalated, {report.Reviewers.Length} reviewers, median {report.MedianSeconds} s from claim to close";
        CheckFailedException.Unless(report.Closed > 0 && report.ByDisposition.Count(d => d.Value > 0) >= 2 && report.Reviewers.Length >= 2, found);
        return found;
    }

    private async Task<string> CoverageAsync(CancellationToken stop)
    {
        var people = (await world.Firm.Desk[FirmPost.Examiner].Supervision.CoverageAsync(Day(-Days), Day(0), stop)).People;
        var found = $"{people.Length} people, {people.Count(p => p.Reviewed > 0)} with something reviewed, {people.Count(p => !p.Met)} below the minimum, {people.Count(p => p.Last is null)} never reviewed";
        CheckFailedException.Unless(people.Any(p => p.Reviewed > 0), found);
        return found;
    }

    private string Abuse()
    {
        CheckFailedException.Unless(census["abuse"] > 0, "there is none");
        return string.Create(CultureInfo.InvariantCulture, $"{census["abuse"]} reports");
    }

    private async Task<string> RequestsAsync(CancellationToken stop)
    {
        var requests = await FirmChecks.SettleAsync(
            () => world.Firm.Desk[FirmPost.Privacy].Privacy.RequestsAsync(stop),
            all => all.Any(r => r is { Kind: "access", State: "done" }) && all.Any(r => r.State == "waiting") && Kept(all).Any(v => v.Until is null) && Kept(all).Any(v => v.Until is not null),
            Listed, stop);
        return Listed(requests);

        static IEnumerable<SubjectCount> Kept(SubjectView[] all) => all.Where(r => r is { Kind: "erasure", State: "kept" }).SelectMany(r => r.Verdicts).Where(v => v.Verdict == "kept");
        static string Listed(SubjectView[] all) => string.Join("; ", all.Select(r => $"{r.Kind} {r.State}{string.Concat(r.Verdicts.Take(3).Select(v => $", {v.Count} {v.Verdict} {v.Article} {v.Until}".TrimEnd()))}"));
    }

    private async Task<string> ExportsAsync(CancellationToken stop)
    {
        var done = await FirmChecks.SettleAsync(
            async () => (await world.Firm.Desk[FirmPost.Investigator].Archive.ExportsAsync(stop)).Exports, all => all.Length >= 3 && all.All(e => e.State == "done"),
            all => string.Join(", ", all.Select(e => $"{e.State} {e.Phase} {e.Detail}")), stop);
        return string.Join("; ", done.Select(e => $"{e.Request.Purpose}: {e.Records} records, {e.Octets} octets"));
    }

    private async Task<string> DispositionsAsync(CancellationToken stop)
    {
        var all = await FirmChecks.SettleAsync(
            async () => (await world.Firm.Desk[FirmPost.Records].Retention.DispositionsAsync(stop)).Dispositions,
            found => found.Any(d => d is { State: "done", Ended: > 0 }) && found.Any(d => d is { State: "preview", Count: > 0 }),
            found => string.Join(", ", found.Select(d => $"{d.State}: {d.Ended} of {d.Count}")), stop);
        return string.Join(", ", all.Select(d => $"{d.State}: {d.Ended} of {d.Count} ended, {d.KeptByMinimum} kept by a minimum, {d.KeptByHold} by a hold"));
    }

    private async Task<string> LabourAsync(CancellationToken stop)
    {
        var month = today.AddDays(-(Days - 1)).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var people = (await world.Firm.Calls.GetAsync(world.Firm.Desk.Token(FirmPost.Records), $"reports/labour?month={month}&limit=200", OcipJson.Default.LabourReport, stop)).People;
        var found = $"{month}: {people.Length} people, {people.Sum(p => p.Held)} held, {people.Sum(p => p.Overrides)} overrides, {people.Sum(p => p.Sent)} sent, {people.Sum(p => p.Minutes)} minutes; {people.Count(p => p.Acknowledged is not null)} have answered, {people.Count(p => p.Acknowledged?.Agreed == false)} disagree";
        CheckFailedException.Unless(people.Any(p => p.Held > 0) && people.Any(p => p.Sent > 0) && people.Any(p => p.Acknowledged is not null), found);
        return found;
    }

    private async Task<string> TrialAsync(CancellationToken stop)
    {
        var draft = (await world.Firm.Desk[FirmPost.Policy].Policies.ReadAsync(Work.FirmTrial.Name, stop)).Versions[0];
        var run = await FirmChecks.SettleAsync(
            () => world.Firm.Desk[FirmPost.Policy].Policies.DryRunAsync(world.Firm.Trial!.Id, stop), r => r.State == "done", r => $"{r.State}: {r.Read} of {r.Records} records", stop);
        CheckFailedException.Unless(draft.State == "draft" && run.Looked > 0, $"{draft.State}, {run.Looked} events");
        return $"{draft.State}; {run.Looked} events looked at, {string.Join(", ", run.Outcomes.Select(o => $"{o.Name} {o.Events}"))}";
    }

    private string Day(int from) => today.AddDays(from).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
