using Interop.Cli.Spec.Sources;
using Interop.Server.Tests.Tidy;

namespace Interop.Server.Tests.Specification;

/// <summary>The checkout's spec folder, as these tests read it; with INTEROP_SPEC_UPDATE=1 in the environment they write what is generated.</summary>
internal static class SpecFolder
{
    public static StandardFolder Standard { get; } = Fresh();

    public static string Spec => Standard.Folder;

    /// <summary>True when generated parts are to be written instead of compared.</summary>
    public static bool Updates => Environment.GetEnvironmentVariable("INTEROP_SPEC_UPDATE") == "1";

    /// <summary>The pages, registry and glossary: what readers of the standard read.</summary>
    public static IReadOnlyList<SpecPage> Pages => Standard.Pages;

    /// <summary>The folder, read again.</summary>
    public static StandardFolder Fresh() => StandardFolder.Of(Repository.Root);

    public static SpecPage Page(string name) => Pages.Single(page => page.Name == name);

    /// <summary>Source files below these folders, relative to the root.</summary>
    public static IEnumerable<string> Sources(params string[] folders) =>
        Repository.Files(".cs").Where(file => folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)));
}
