using System.CommandLine;
using Interop.Cli.Archive;
using Interop.Protocol;

namespace Interop.Cli.Supervision;

/// <summary>supervision queues|items|report|terms|coverage|accesses|draws|redraw.</summary>
internal static class SupervisionCommand
{
    // The archive's calls are below /ocip/v1/archive/.
    private const string Below = "../supervision/";

    public static Command Create()
    {
        var command = new Command("supervision", "What is reviewed, by whom, and how much; and samples, drawn again.");
        command.Subcommands.Add(Queues());
        command.Subcommands.Add(Items());
        command.Subcommands.Add(Report());
        command.Subcommands.Add(Terms());
        command.Subcommands.Add(Coverage());
        command.Subcommands.Add(Accesses());
        command.Subcommands.Add(Draws());
        command.Subcommands.Add(RedrawCommand.Create());
        return command;
    }

    private static Command Queues() => SupervisionCalls.Create("queues", "How many items of each queue are in which state.", [], async (calls, _, json, stop) =>
    {
        var queues = await calls.GetAsync($"{Below}queues", OcipJson.Default.QueueCountsArray, stop);
        if (json)
            OfficerOutput.Json(queues, OcipJson.Default.QueueCountsArray);
        else
            OfficerOutput.Table(["queue", "new", "claimed", "escalated", "reopened", "closed", "oldest"], queues.Select(q => new[] { q.Queue, $"{q.New}", $"{q.Claimed}", $"{q.Escalated}", $"{q.Reopened}", $"{q.Closed}", q.Oldest ?? "" }));
    });

    private static Command Items() => SupervisionCalls.Create("items", "Items, the newest first.",
        [Query("queue", "Of this queue."), Query("state", "open, or states with commas between."), Query("policy", "Of this policy, without its version."), Query("assignee", "That this account has."), Query("before", "Only items with a smaller number."), Query("limit", "At most so many, 1 to 200.")],
        async (calls, query, json, stop) =>
        {
            var page = await calls.GetAsync($"{Below}items{query}", OcipJson.Default.SupervisionItems, stop);
            if (json)
            {
                OfficerOutput.Json(page, OcipJson.Default.SupervisionItems);
                return;
            }
            OfficerOutput.Table(["item", "queue", "source", "state", "level", "archived", "who", "policies", "assignee", "same"],
                page.Items.Select(i => new[] { $"{i.Id}", i.Queue, i.Source, i.State, $"{i.Level}", i.Archived, i.Who, string.Join(' ', i.Policies), i.Assignee ?? "", $"{i.Same}" }));
            if (page.Next is { } next)
                Console.WriteLine($"more: --before {next}");
        });

    private static Command Report() => SupervisionCalls.Create("report", "What came of supervision in some days; the last 30 when none are named.",
        [Query("from", "First day (UTC)."), Query("to", "Last day.")], async (calls, query, json, stop) =>
        {
            if (json)
                OfficerOutput.Json(await calls.GetAsync($"{Below}report{query}", OcipJson.Default.SupervisionReport, stop), OcipJson.Default.SupervisionReport);
            else
                await CopyAsync(calls, $"{Below}report{query}&format=csv", stop);
        });

    private static Command Terms() => SupervisionCalls.Create("terms", "What came of each term of the policies in some days; the last 30 when none are named.",
        [Query("policy", "Of this policy: kind:name, or kind:name/version."), Query("from", "First day (UTC)."), Query("to", "Last day.")], async (calls, query, json, stop) =>
        {
            var report = await calls.GetAsync($"{Below}figures/terms{query}", OcipJson.Default.TermReport, stop);
            if (json)
            {
                OfficerOutput.Json(report, OcipJson.Default.TermReport);
                return;
            }
            OfficerOutput.Table(["policy", "term", "hits", "reviewed", "confirmed", "false", "false %"],
                report.Terms.Select(t => new[] { t.Policy, RecordText.Printable(t.Term), $"{t.Hits}", $"{t.Reviewed}", $"{t.Confirmed}", $"{t.FalsePositives}", t.FalsePositivePercent }));
        });

    private static Command Coverage() => SupervisionCalls.Create("coverage", "How much was reviewed of whom; who was never reviewed comes first.",
        [Query("from", "First day (UTC)."), Query("to", "Last day.")], async (calls, query, json, stop) =>
        {
            if (json)
                OfficerOutput.Json(await calls.GetAsync($"{Below}coverage{query}", OcipJson.Default.CoverageReport, stop), OcipJson.Default.CoverageReport);
            else
                await CopyAsync(calls, $"{Below}coverage{query}&format=csv", stop);
        });

    private static Command Accesses() => SupervisionCalls.Create("accesses", "What officers have read, the newest first.",
        [Query("officer", "Of this account."), Query("before", "Only those with a smaller index."), Query("limit", "At most so many, 1 to 500.")], async (calls, query, json, stop) =>
        {
            var page = await calls.GetAsync($"{Below}accesses{query}", OcipJson.Default.OfficerAccesses, stop);
            if (json)
            {
                OfficerOutput.Json(page, OcipJson.Default.OfficerAccesses);
                return;
            }
            OfficerOutput.Table(["record", "at", "officer", "what", "state", "item", "records"], page.Accesses.Select(a => new[] { $"{a.Index}", a.At, a.Officer, a.What, a.State ?? "", $"{a.Item}", $"{a.Records}" }));
            if (page.Next is { } next)
                Console.WriteLine($"more: --before {next}");
        });

    private static Command Draws() => SupervisionCalls.Create("draws", "Samples: what was committed to and what was drawn, the newest days first; the seed once it was drawn.",
        [Query("date", "Of this day (UTC), such as 2026-11-22.")], async (calls, query, json, stop) =>
        {
            var draws = await calls.GetAsync($"{Below}draws{query}", OcipJson.Default.SamplingDrawArray, stop);
            if (json)
            {
                OfficerOutput.Json(draws, OcipJson.Default.SamplingDrawArray);
                return;
            }
            OfficerOutput.Table(["date", "plan", "committed", "at", "commitment", "record", "messages", "drawn", "seed"],
                draws.Select(d => new[] { d.Date, d.Plan, $"{d.Committed}", d.Late is true ? $"{d.CommittedAt} (late)" : d.CommittedAt, d.Commitment, $"{d.Record}", $"{d.Population}", $"{d.Drawn}", d.Seed ?? "" }));
        });

    private static async Task CopyAsync(ArchiveCalls calls, string path, CancellationToken stop)
    {
        await using var output = Console.OpenStandardOutput();
        await calls.CopyAsync(path, output, stop);
    }

    private static Option<string?> Query(string name, string description) => new($"--{name}") { Description = description, HelpName = name.ToUpperInvariant() };
}
