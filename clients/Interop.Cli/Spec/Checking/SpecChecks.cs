using Interop.Cli.Spec.Sources;

namespace Interop.Cli.Spec.Checking;

/// <summary>Every check of the standard against itself and against the names in the sources, in the order in which they are run.</summary>
internal static class SpecChecks
{
    public static IReadOnlyList<(string Name, Func<StandardFolder, IEnumerable<Finding>> Find)> All { get; } =
    [
        ("sentences", SentenceCheck.Find),
        ("rows", RowCheck.Find),
        ("retired ids", RetiredCheck.Find),
        ("history", HistoryCheck.Find),
        ("references", ReferenceCheck.Find),
        ("links", LinkCheck.Find),
        ("markup", MarkupCheck.Find),
        ("examples", ExampleCheck.Find),
        ("schemas", SchemaCheck.Find),
        ("vectors", VectorCheck.Find),
        ("decisions", DecisionCheck.Find),
    ];

    /// <summary>All findings, by file and line.</summary>
    public static IReadOnlyList<Finding> Run(StandardFolder standard) =>
        [.. All.SelectMany(check => check.Find(standard)).Distinct().OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line)];

    /// <summary>Writes what is generated: the examples into the pages, then texts, levels and sections into requirements.csv.</summary>
    public static void Write(string checkout)
    {
        ExampleCheck.Write(StandardFolder.Of(checkout));
        RowCheck.Write(StandardFolder.Of(checkout));
    }
}
