using System.CommandLine;
using Interop.Cli.Archive;
using Interop.Protocol;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Policies;

/// <summary>policies dry-run: what a version would have done in the last days.</summary>
internal static class DryRunCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var (server, json) = (new ServerOptions(), HoldsCommand.JsonOption());
        var policy = PoliciesCommand.NameArgument();
        var days = new Option<int>("--days") { Description = "Over how many days back, 1 to 30.", DefaultValueFactory = _ => 30 };
        var command = new Command("dry-run", "Try a version on the archived events of the last days: counts, and the indexes of the first records that it finds. Ctrl-C ends it.") { policy, days, json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var version = await PoliciesCommand.FindAsync(client, parsed.GetValue(policy)!, stop);
            var run = await client.Policies.StartDryRunAsync(version.Name, version.Version, new DryRunRequest(parsed.GetValue(days)), stop);
            try
            {
                while (run.State == "running")
                {
                    await Task.Delay(LookEvery, TimeProvider.System, stop);
                    run = await client.Policies.DryRunAsync(run.Id, stop);
                    if (!Console.IsErrorRedirected)
                        Console.Error.Write($"\r{run.Read} of {run.Records} records");
                }
            }
            catch (OperationCanceledException)
            {
                await client.Policies.CancelDryRunAsync(run.Id, CancellationToken.None);
                throw;
            }
            if (!Console.IsErrorRedirected)
                Console.Error.WriteLine();
            if (parsed.GetValue(json))
                OfficerOutput.Json(run, OcipJson.Default.DryRunView);
            else
                Print(run);
            return Run.Done;
        });
        return command;
    }

    private static void Print(DryRunView run)
    {
        Console.WriteLine($"{run.Policy}/{run.Version}: {run.State}; {run.Looked} events, {run.NotJudged} of them could not be judged");
        OfficerOutput.Table(["outcome", "events"], run.Outcomes.Select(c => new[] { c.Name, $"{c.Events}" }));
        OfficerOutput.Table(["group of the sender", "events found"], run.Groups.Select(c => new[] { c.Name.Length == 0 ? "(none)" : c.Name, $"{c.Events}" }));
        OfficerOutput.Table(["day", "events found"], run.Days.Select(c => new[] { c.Name, $"{c.Events}" }));
        if (run.ComparedWith is { } other)
            Console.WriteLine($"Against version {other}, which is in force: {run.NewHits} more, {run.HitsGone} fewer.");
        if (run.Examples.Length > 0)
            Console.WriteLine($"Records: {string.Join(", ", run.Examples)}");
    }
}
