using System.CommandLine;
using System.Diagnostics;
using Interop.Cli.Spec.Site;
using Interop.Cli.Spec.Versions;

namespace Interop.Cli.Spec;

/// <summary>spec build: the pages that people read, as a folder that needs no server.</summary>
internal static class BuildCommand
{
    private const string DefaultFolder = "data/spec-site";

    public static Command Create()
    {
        var root = SpecCommand.RootOption();
        var folder = new Option<string?>("--out") { Description = $"Folder that the site is written to; without it, {DefaultFolder} in the checkout.", HelpName = "DIR" };
        var version = new Option<string[]>("--version")
        {
            Description = "Version to build beside those that are there: draft, a folder in spec/versions, the NAME of a git tag spec-NAME, or any git revision. May be given again. Without it, the draft and every published version.",
            HelpName = "NAME", DefaultValueFactory = _ => [],
        };
        var command = new Command("build", "Write the standard as web pages that can be opened from a folder.") { root, folder, version };
        command.Does((parsed, stop) =>
        {
            var checkout = SpecCommand.FindRoot(parsed.GetValue(root));
            using var catalog = new VersionCatalog(checkout);
            var target = Path.GetFullPath(parsed.GetValue(folder) ?? Path.Combine(checkout, DefaultFolder));
            var site = new SiteBuild(catalog, target);
            IEnumerable<string> wanted = parsed.GetValue(version) is { Length: > 0 } named ? named : catalog.Published.Prepend(StandardVersion.Draft);
            foreach (var name in wanted)
            {
                stop.ThrowIfCancellationRequested();
                var watch = Stopwatch.StartNew();
                Console.WriteLine($"{name}: {site.Write(name)} pages in {watch.Elapsed.TotalSeconds:N1} s");
            }
            Console.WriteLine($"open {Path.Combine(target, "index.html")}");
            return Task.FromResult(Run.Done);
        });
        return command;
    }
}
