namespace Interop.Protocol.ReviewApi;

/// <summary>What came of each term in some days (spec 07.9).</summary>
public sealed record TermReport
{
    public required string From { get; init; }

    /// <summary>Included.</summary>
    public required string To { get; init; }

    /// <summary>Those that were found, the most frequent first; at most 1,000.</summary>
    public required TermFigures[] Terms { get; init; }
}
