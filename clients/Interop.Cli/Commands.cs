using System.CommandLine;
using Interop.Cli.Archive;
using Interop.Cli.Bench;
using Interop.Cli.Certificates;
using Interop.Cli.Demo;
using Interop.Cli.Spec;

namespace Interop.Cli;

/// <summary>Every command of this program, in the order of its help.</summary>
internal static class Commands
{
    public static IEnumerable<Command> All() =>
    [
        DemoCommand.Create(),
        ArchiveCommand.Create(),
        BenchCommand.Create(),
        CertsCommand.Create(),
        SpecCommand.Create(),
    ];
}
