using System.CommandLine;
using Interop.Bridges.RealServers.Installation;
using Interop.Cli.Demo.Firm;
using Interop.Cli.Demo.Firm.Check;
using Interop.Cli.Demo.OneOrg;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.TwoOrgs;

namespace Interop.Cli.Demo;

/// <summary>demo: everything on this machine. demo --check: the same, used and checked by programs. --two-orgs: two organisations instead of one.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var check = new Option<bool>("--check") { Description = "Unattended: talk, check, verify the archive, end. One JSON line per check; exit code 0 only if all hold." };
        var twoOrgs = new Option<bool>("--two-orgs") { Description = "Two organisations that federate over TLS: one on Matrix, its policies in its server; one on XMPP, its compliance proxy a process of its own." };
        var data = new Option<string?>("--data") { Description = "Folder for everything that runs; must be empty or absent. Without it: a new one in the temp folder, deleted at the end.", HelpName = "DIR" };
        var history = new Option<int?>("--history") { Description = "Messages of the firm's last month, generated, so that there is something to look at; 0 for none. Without it: 50000, or 1500 with --check.", HelpName = "N" };
        var seed = new Option<ulong>("--seed") { Description = "Another seed makes other people, rooms and messages.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var firmOnly = new Option<bool>("--firm-only") { Description = "Of --check: count what is in the generated firm, without the networks' servers." };
        var minutes = new Option<int>("--minutes") { Description = "Of --check: give up after so many minutes.", DefaultValueFactory = _ => 15, HelpName = "N" };
        var command = new Command("demo", "A chat between Matrix and XMPP on this machine, archived as you watch: a real Synapse, a real Prosody, the server and both bridges.") { check, twoOrgs, data, history, seed, firmOnly, minutes };
        command.Does(async (parsed, stop) =>
        {
            using var folder = new DemoFolder(parsed.GetValue(data));
            var max = TimeSpan.FromMinutes(parsed.GetValue(minutes));
            try
            {
                var firm = new FirmOptions(parsed.GetValue(seed), parsed.GetValue(history) ?? (parsed.GetValue(check) ? 1_500 : 50_000));
                return await ((parsed.GetValue(twoOrgs), parsed.GetValue(check)) switch
                {
                    (false, true) when parsed.GetValue(firmOnly) => new FirmCheck(folder, firm, max).RunAsync(stop),
                    (false, false) => new OneOrgShow(folder, firm).RunAsync(stop),
                    (false, true) => new OneOrgCheck(folder, firm, max, TimeProvider.System).RunAsync(stop),
                    (true, false) => new TwoOrgsShow(folder, TimeProvider.System).RunAsync(stop),
                    (true, true) => new TwoOrgsCheck(folder, max, TimeProvider.System).RunAsync(stop),
                });
            }
            catch (ServerMissingException missing)
            {
                throw new UsageException(missing.Message);
            }
            catch (Exception fault) when (fault is TimeoutException or InvalidOperationException or InvalidDataException)
            {
                // Something did not start or did not come; the message says what, and where its log is.
                await Console.Error.WriteLineAsync(fault.Message);
                return Run.Failed;
            }
        });
        return command;
    }
}
