namespace Interop.Protocol.ReviewApi;

/// <summary>What came of one term, or detector, of a policy (spec 07.9).</summary>
public sealed record TermFigures
{
    /// <summary>With its version: kind:name/version.</summary>
    public required string Policy { get; init; }

    /// <summary>As it was written, or the name of the detector.</summary>
    public required string Term { get; init; }

    /// <summary>Messages in which it was found, each once.</summary>
    public required long Hits { get; init; }

    /// <summary>Items of such messages that were closed.</summary>
    public required long Reviewed { get; init; }

    /// <summary>Of them as nonCompliant.</summary>
    public required long Confirmed { get; init; }

    /// <summary>Of them as falsePositive.</summary>
    public required long FalsePositives { get; init; }

    /// <summary>Of those reviewed.</summary>
    public required string FalsePositivePercent { get; init; }
}
