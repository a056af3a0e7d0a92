namespace Interop.Protocol.ReviewApi;

/// <summary>What a reviewer did (spec 07.9).</summary>
public sealed record ReviewerFigures
{
    /// <summary>Account.</summary>
    public required string Reviewer { get; init; }

    public required long Closed { get; init; }

    /// <summary>Claimed now.</summary>
    public required long Open { get; init; }

    /// <summary>From claim to close.</summary>
    public long? MedianSeconds { get; init; }
}
