using System.CommandLine;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Archive;

/// <summary>archive subjects list|show|request|approve|refuse|records.</summary>
internal static class SubjectsCommand
{
    public static Command Create()
    {
        var command = new Command("subjects", "Requests of people about their own records: access, erasure, objection. Needs a token of the role privacy.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Request());
        command.Subcommands.Add(Approve());
        command.Subcommands.Add(Refuse());
        command.Subcommands.Add(Records());
        return command;
    }

    private static Command List()
    {
        var (server, json) = (new ServerOptions(), HoldsCommand.JsonOption());
        var command = new Command("list", "Requests, the newest first; notices of peers too.") { json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var all = await calls.GetAsync("subjects", OcipJson.Default.SubjectViewArray, stop);
            if (parsed.GetValue(json))
                OfficerOutput.Json(all, OcipJson.Default.SubjectViewArray);
            else
                OfficerOutput.Table(["request", "kind", "state", "by", "due", "verdicts"], all.Select(s => new[] { s.Request.Value, s.Kind, s.State, s.Issuer?.Value ?? s.By, s.Due, Text(s.Verdicts) }));
            return Run.Done;
        });
        return command;
    }

    private static Command Show() => One("show", "One request with its verdicts; of one that waits as they would be now.", (calls, path, stop) => calls.GetAsync(path, OcipJson.Default.SubjectView, stop));

    private static Command Approve() =>
        One("approve", "Approve an erasure that somebody else has asked for. It is carried out at once.", (calls, path, stop) => calls.PostAsync($"{path}/approval", OcipJson.Default.SubjectView, stop));

    private static Command Request()
    {
        var server = new ServerOptions();
        var kind = new Argument<string>("KIND") { Description = "access, erasure or objection." };
        var basis = new Option<string>("--basis") { Description = "The right that is used, such as \"EU GDPR 17(1)(b)\".", HelpName = "TEXT", Required = true };
        var user = new Option<string?>("--user") { Description = "The person, by user id.", HelpName = "USER" };
        var network = new Option<string?>("--network") { Description = "The person, by an account of this network.", HelpName = "NAME" };
        var account = new Option<string?>("--account") { Description = "The account there.", HelpName = "TEXT" };
        var command = new Command("request", "Take a request. An erasure waits for a second person.") { kind, basis, user, network, account };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var request = new SubjectRequest(parsed.GetValue(kind)!, parsed.GetValue(basis)!, parsed.GetValue(user) is { } id ? HoldsCommand.Read<UserId>(id) : null, parsed.GetValue(network), parsed.GetValue(account), TransactionId.Create(TimeProvider.System));
            OfficerOutput.Json(await calls.PostAsync("subjects", request, OcipJson.Default.SubjectRequest, OcipJson.Default.SubjectView, stop), OcipJson.Default.SubjectView);
            return Run.Done;
        });
        return command;
    }

    private static Command Refuse()
    {
        var why = new Option<string>("--why") { Description = "Why it is refused.", HelpName = "TEXT", Required = true };
        var (server, id) = (new ServerOptions(), Id());
        var command = new Command("refuse", "Refuse a request that waits.") { id, why };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var request = await calls.PostAsync($"subjects/{Uri.EscapeDataString(parsed.GetValue(id)!)}/refusal", new HoldRelease(parsed.GetValue(why)!), OcipJson.Default.HoldRelease, OcipJson.Default.SubjectView, stop);
            Console.WriteLine(request.State);
            return Run.Done;
        });
        return command;
    }

    private static Command Records()
    {
        var (server, id) = (new ServerOptions(), Id());
        var command = new Command("records", "What a request for access gives: one record a line, as JSON.") { id };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            await using var output = Console.OpenStandardOutput();
            await calls.CopyAsync($"subjects/{Uri.EscapeDataString(parsed.GetValue(id)!)}/records", output, stop);
            return Run.Done;
        });
        return command;
    }

    private static Command One(string name, string description, Func<ArchiveCalls, string, CancellationToken, Task<SubjectView>> ask)
    {
        var (server, id) = (new ServerOptions(), Id());
        var command = new Command(name, description) { id };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            OfficerOutput.Json(await ask(calls, $"subjects/{Uri.EscapeDataString(parsed.GetValue(id)!)}", stop), OcipJson.Default.SubjectView);
            return Run.Done;
        });
        return command;
    }

    private static Argument<string> Id() => new("REQUEST") { Description = "Its id, as list shows it." };

    private static string Text(SubjectCount[] counts) => string.Join("; ", counts.Select(c => $"{c.Count:N0} {c.Verdict}{(c.Basis is { } basis ? $" ({basis}{(c.Until is { } until ? $" until {until[..10]}" : "")})" : "")}"));
}
