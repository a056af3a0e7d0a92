namespace Interop.Cli.Bench.Archive;

/// <summary>One run of bench archive.</summary>
internal sealed record ArchiveBenchOptions
{
    public required FillOptions Fill { get; init; }

    /// <summary>Folder that is kept and filled further by later runs; null for a temporary one.</summary>
    public string? Data { get; init; }

    /// <summary>Search and verification are measured too.</summary>
    public bool Measures { get; init; } = true;

    /// <summary>Formats of export that are measured beside the records; of a very large archive each takes an hour.</summary>
    public IReadOnlyList<string> Beside { get; init; } = ExportMeasure.AllFormats;

    /// <summary>And a queue of reviewers that everything comes into, from its top to its end.</summary>
    public bool Queues { get; init; }

    /// <summary>And the ending of what is older than ten days, which changes the archive for good.</summary>
    public bool Disposes { get; init; }
}
