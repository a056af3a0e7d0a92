using System.CommandLine;
using System.Text.Json;
using Interop.Cli.Archive;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.PolicyApi;

namespace Interop.Cli.Policies;

/// <summary>policies list|show|draft|propose|approve|retire|dry-run|disclosures: the policy book of a server or a compliance proxy (spec 7.8).</summary>
internal static class PoliciesCommand
{
    public static Command Create()
    {
        var command = new Command("policies", "The organisation's policies: what is looked for, where, and what is done then. Needs a token of the role policy; the role examiner may read.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Draft());
        command.Subcommands.Add(Propose());
        command.Subcommands.Add(Change("approve", "Approve a version that somebody else has written and proposed: it is in force from its effective date on.", (client, version, stop) => client.Policies.ApproveAsync(version, stop)));
        command.Subcommands.Add(Change("retire", "Withdraw a version, or take an approved one out of force: that takes two people, and the second call does it.", (client, version, stop) => client.Policies.RetireAsync(version, stop)));
        command.Subcommands.Add(DryRunCommand.Create());
        command.Subcommands.Add(DisclosuresCommand.Create());
        return command;
    }

    /// <summary>NAME, or NAME/VERSION; without a version the latest.</summary>
    public static Argument<string> NameArgument() => new("POLICY") { Description = "Its name, or name/version; without a version the latest." };

    /// <exception cref="UsageException">There is no such version.</exception>
    public static async Task<PolicyVersionView> FindAsync(OcipClient client, string policy, CancellationToken stop)
    {
        var (name, number) = policy.Split('/') is [var before, var after] && int.TryParse(after, out var version) ? (before, version) : (policy, (int?)null);
        var view = await client.Policies.ReadAsync(name, stop);
        return view.Versions.FirstOrDefault(v => number is null || v.Version == number) ?? throw new UsageException($"{name} has no version {number}; `policies show {name}` lists them");
    }

    private static Command List()
    {
        var (server, json) = (new ServerOptions(), HoldsCommand.JsonOption());
        var command = new Command("list", "Every policy, with its latest version and the one in force.") { json };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var list = await client.Policies.ListAsync(stop);
            if (list.Proxy is { } proxy)
                Console.Error.WriteLine($"The compliance proxy {proxy.Value} decides here: its book counts, and --server with its address reads it.");
            if (parsed.GetValue(json))
                OfficerOutput.Json(list, OcipJson.Default.PolicyList);
            else
                OfficerOutput.Table(["policy", "kind", "in force", "latest", "state", "action", "author"], list.Policies.Select(p => new[] { p.Name, p.Kind, $"{p.InForce}", $"{p.Versions[0].Version}", p.Versions[0].State, p.Versions[0].Definition.Action, p.Versions[0].Author }));
            return Run.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var server = new ServerOptions();
        var policy = NameArgument();
        var command = new Command("show", "A policy with all of its versions, or one version, as JSON.") { policy };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var name = parsed.GetValue(policy)!;
            if (name.Contains('/', StringComparison.Ordinal))
                OfficerOutput.Json(await FindAsync(client, name, stop), OcipJson.Default.PolicyVersionView);
            else
                OfficerOutput.Json(await client.Policies.ReadAsync(name, stop), OcipJson.Default.PolicyView);
            return Run.Done;
        });
        return command;
    }

    private static Command Draft()
    {
        var server = new ServerOptions();
        var name = new Argument<string>("NAME") { Description = "Of the policy: lower-case letters, digits and hyphens." };
        var file = new Argument<string>("FILE") { Description = "Definition as JSON: {kind, action, scope?, message?, holdMinutes?, settings}; - for the standard input." };
        var command = new Command("draft", "Write the next version of a policy, or write on in its draft. What would not compile is refused, with the place.") { name, file };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            var definition = Read(parsed.GetValue(file)!);
            Print(await client.Policies.DraftAsync(parsed.GetValue(name)!, definition, await LatestAsync(client, parsed.GetValue(name)!, stop), stop));
            return Run.Done;
        });
        return command;
    }

    private static Command Propose()
    {
        var server = new ServerOptions();
        var policy = NameArgument();
        var effective = new Option<string?>("--effective") { Description = "From when it is to be in force, such as 2026-12-01T00:00:00.000Z (default: from its approval on).", HelpName = "TIME" };
        var command = new Command("propose", "Ask a second person to approve a draft.") { policy, effective };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            Print(await client.Policies.ProposeAsync(await FindAsync(client, parsed.GetValue(policy)!, stop), parsed.GetValue(effective), stop));
            return Run.Done;
        });
        return command;
    }

    private static Command Change(string verb, string description, Func<OcipClient, PolicyVersionView, CancellationToken, Task<PolicyVersionView>> change)
    {
        var server = new ServerOptions();
        var policy = NameArgument();
        var command = new Command(verb, description) { policy };
        server.AddTo(command);
        command.Does(async (parsed, stop) =>
        {
            using var client = server.Client(parsed);
            Print(await change(client, await FindAsync(client, parsed.GetValue(policy)!, stop), stop));
            return Run.Done;
        });
        return command;
    }

    private static void Print(PolicyVersionView version) => Console.WriteLine(version.RetirementBy is { } by && version.RetiredBy is null
        ? $"{version.RecordName}: {version.State}; {by} asks for its end, which a second person can do"
        : $"{version.RecordName}: {version.State}{(version.Effective is { } from ? $", from {from}" : "")}");

    private static async Task<string?> LatestAsync(OcipClient client, string name, CancellationToken stop)
    {
        var list = await client.Policies.ListAsync(stop);
        return list.Policies.FirstOrDefault(p => p.Name == name)?.Versions[0].Etag;
    }

    private static PolicyDefinition Read(string file)
    {
        try
        {
            var text = file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file);
            return JsonSerializer.Deserialize(text, OcipJson.Default.PolicyDefinition) ?? throw new UsageException($"{file} is JSON null");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} is no definition of a policy: {fault.Message}");
        }
    }
}
