using System.CommandLine;
using Interop.Cli.Archive;
using Interop.Protocol;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Policies;

/// <summary>policies disclosures: who was told, and has answered.</summary>
internal static class DisclosuresCommand
{
    public static Command Create()
    {
        var (server, json) = (new ServerOptions(), HoldsCommand.JsonOption());
        var policy = new Argument<string?>("POLICY") { Description = "Its name; without it those of all disclosures.", Arity = ArgumentArity.ZeroOrOne };
        var state = new Option<string?>("--state") { Description = "Only who is in this state: told, consented, refused or withdrawn.", HelpName = "STATE" };
        var limit = new Option<int>("--limit") { Description = "People at most.", DefaultValueFactory = _ => 50 };
        var command = new Command("disclosures", "Who outside was told by a disclosure, when, where and in which language, and what was answered. Names need a role that may read the archive.") { policy, state, limit, json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var list = await client.Policies.DisclosuresAsync(parsed.GetValue(policy), parsed.GetValue(state), null, parsed.GetValue(limit), stop);
            if (parsed.GetValue(json))
                OfficerOutput.Json(list, OcipJson.Default.DisclosureList);
            else
                Print(list);
            return Run.Done;
        });
        return command;
    }

    private static void Print(DisclosureList list)
    {
        var counts = list.Counts;
        Console.WriteLine($"{counts.Told} told, {counts.Consented} consented, {counts.Refused} refused, {counts.Withdrawn} withdrawn");
        OfficerOutput.Table(["who", "state", "told (UTC)", "language", "policy", "answered (UTC)", "records"], list.Disclosures.Select(d => new[]
        {
            d.DisplayName ?? d.User.Short, d.State, d.At, d.Language, $"{d.Policy}/{d.Version}", d.Answered ?? "", d.Record is { } record ? $"{d.Notice}, {record}" : $"{d.Notice}",
        }));
        if (list.Next is not null)
            Console.WriteLine("There are more: --limit shows up to 200, --state fewer at a time.");
    }
}
