namespace Interop.Protocol.ReviewApi;

/// <summary>How much was reviewed of whom; who was never reviewed comes first (spec 07.9).</summary>
public sealed record CoverageReport
{
    public required string From { get; init; }

    /// <summary>Included.</summary>
    public required string To { get; init; }

    public required PersonCoverage[] People { get; init; }
}
