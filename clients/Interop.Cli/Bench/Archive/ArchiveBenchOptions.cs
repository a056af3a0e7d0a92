namespace Interop.Cli.Bench.Archive;

/// <summary>One run of bench archive.</summary>
internal sealed record ArchiveBenchOptions
{
    public required FillOptions Fill { get; init; }

    /// <summary>Folder that is kept and filled further by later runs; null for a temporary one.</summary>
    public string? Data { get; init; }
}
