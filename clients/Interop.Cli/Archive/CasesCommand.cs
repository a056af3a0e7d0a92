using System.CommandLine;
using Interop.Protocol;
using Interop.Protocol.ArchiveApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Archive;

/// <summary>archive cases list|open|close.</summary>
internal static class CasesCommand
{
    public static Command Create()
    {
        var command = new Command("cases", "Cases: what legal holds are for. Needs a token of the role records or investigator.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Open());
        command.Subcommands.Add(Close());
        return command;
    }

    private static Command List()
    {
        var (server, json) = (new ServerOptions(), HoldsCommand.JsonOption());
        var command = new Command("list", "Every case, with how many of its holds are placed.") { json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var cases = await calls.GetAsync("cases", OcipJson.Default.CaseViewArray, stop);
            if (parsed.GetValue(json))
                OfficerOutput.Json(cases, OcipJson.Default.CaseViewArray);
            else
                OfficerOutput.Table(["case", "name", "matter", "opened", "closed", "holds"], cases.Select(c => new[] { c.Case.Value, c.Name, c.Matter ?? "", c.At, c.Closed ?? "", $"{c.Holds}" }));
            return Run.Done;
        });
        return command;
    }

    private static Command Open()
    {
        var server = new ServerOptions();
        var name = new Argument<string>("NAME") { Description = "Name of the case." };
        var matter = new Option<string?>("--matter") { Description = "The reference elsewhere, such as a docket; peers are told it.", HelpName = "TEXT" };
        var custodians = new Option<string[]>("--custodian") { Description = "Whose records it is about: a user id. May be given again.", HelpName = "USER", DefaultValueFactory = _ => [] };
        var command = new Command("open", "Open a case.") { name, matter, custodians };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            var request = new CaseRequest(parsed.GetValue(name)!, parsed.GetValue(matter), [.. parsed.GetValue(custodians)!.Select(HoldsCommand.Read<UserId>)]);
            Console.WriteLine((await calls.PostAsync("cases", request, OcipJson.Default.CaseRequest, OcipJson.Default.CaseView, stop)).Case.Value);
            return Run.Done;
        });
        return command;
    }

    private static Command Close()
    {
        var server = new ServerOptions();
        var id = new Argument<string>("CASE") { Description = "Its id, as list shows it." };
        var command = new Command("close", "Close a case whose holds are all released.") { id };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var calls = ArchiveCalls.Open(server, parsed);
            await calls.DeleteAsync($"cases/{Uri.EscapeDataString(parsed.GetValue(id)!)}", stop);
            return Run.Done;
        });
        return command;
    }
}
