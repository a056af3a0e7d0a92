using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Interop.Cli.Archive;
using Interop.Cli.Bench;
using Interop.Cli.Certificates;
using Interop.Cli.Demo;
using Interop.Cli.Policies;
using Interop.Cli.Reports;
using Interop.Cli.Spec;
using Interop.Cli.Supervision;

namespace Interop.Cli;

/// <summary>Every command of this program, in the order of its help.</summary>
internal static class Commands
{
    /// <summary>Parses and runs.</summary>
    /// <returns>As <see cref="Run"/> says; what the command line itself has wrong is CouldNotStart, so that no script takes it for an answer.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // Named as people type it, not as the file is called.
        var root = new Command("interop", "OCIP: chat between organisations, archived before it is delivered.") { new HelpOption(), new VersionOption() };
        foreach (var command in All())
            root.Subcommands.Add(command);
        var parsed = root.Parse(arguments);
        var code = await parsed.InvokeAsync();
        return parsed.Action is ParseErrorAction ? Run.CouldNotStart : code;
    }

    public static IEnumerable<Command> All() =>
    [
        DemoCommand.Create(),
        ArchiveCommand.Create(),
        PoliciesCommand.Create(),
        BenchCommand.Create(),
        CertsCommand.Create(),
        ReportsCommand.Create(),
        SpecCommand.Create(),
        SupervisionCommand.Create(),
    ];
}
