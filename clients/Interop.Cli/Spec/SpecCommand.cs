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

    /// <summary>The checkout that was named; else the one around the current folder; else the one that this program was built in.</summary>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static string FindRoot(string? given)
    {
        if (given is not null)
            return HasSpec(given) ? given : throw new UsageException($"there is no folder spec/ in {given}: name the checkout with --root");
        return Upwards(Directory.GetCurrentDirectory()).Concat(Upwards(AppContext.BaseDirectory)).FirstOrDefault(HasSpec)
            ?? throw new UsageException("there is no folder spec/ here or above: go to the checkout, or name it with --root");
    }

    private static bool HasSpec(string folder) => File.Exists(Path.Combine(folder, "spec", "README.md"));

    private static IEnumerable<string> Upwards(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            yield return at.FullName;
    }
}
