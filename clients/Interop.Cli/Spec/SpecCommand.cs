using System.CommandLine;

namespace Interop.Cli.Spec;

/// <summary>spec check|build.</summary>
internal static class SpecCommand
{
    public static Command Create()
    {
        var command = new Command("spec", "Check the standard in spec/, and make the pages that people read.");
        command.Subcommands.Add(CheckCommand.Create());
        command.Subcommands.Add(BuildCommand.Create());
        return command;
    }

    /// <summary>The checkout to work on: the nearest folder upwards that has a folder spec/.</summary>
    public static Option<string?> RootOption() => new("--root") { Description = "Checkout with the folder spec/; without it, the one that you are in.", HelpName = "DIR" };

    /// <exception cref="UsageException">There is no such folder.</exception>
    public static string FindRoot(string? given)
    {
        for (var folder = new DirectoryInfo(given ?? Directory.GetCurrentDirectory()); folder is not null; folder = given is null ? folder.Parent : null)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "spec")))
                return folder.FullName;
        }
        throw new UsageException($"there is no folder spec/ in {given ?? "this folder or above it"}: go to the checkout, or name it with --root");
    }
}
