using System.CommandLine;
using Interop.Cli.Spec.Checking;
using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec;

/// <summary>spec check: exit code 0 when nothing was found, 1 otherwise.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var root = SpecCommand.RootOption();
        var write = new Option<bool>("--write") { Description = "First write what is generated: the examples into the pages, and texts, levels and sections into requirements.csv." };
        var command = new Command("check", "Find what is wrong in the standard: ids, rows, tests, references, links, examples, schemas, vectors.") { root, write };
        command.Does((parsed, _) =>
        {
            var checkout = SpecCommand.FindRoot(parsed.GetValue(root));
            if (parsed.GetValue(write))
                SpecChecks.Write(checkout);
            return Task.FromResult(Check(StandardFolder.Of(checkout)));
        });
        return command;
    }

    private static int Check(StandardFolder standard)
    {
        var findings = SpecChecks.Run(standard);
        foreach (var finding in findings)
            Console.WriteLine(finding);
        Console.WriteLine($"{Summary.Of(standard)}; {(findings.Count == 0 ? "nothing wrong" : findings.Count == 1 ? "1 finding" : $"{findings.Count} findings")}");
        return findings.Count == 0 ? Run.Done : Run.Failed;
    }
}
