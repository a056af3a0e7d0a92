namespace Interop.Protocol.ReviewApi;

/// <summary>What came of a policy (spec 07.9).</summary>
public sealed record PolicyFigures
{
    public required string Policy { get; init; }

    public required long Hits { get; init; }

    /// <summary>Of 1,000 messages.</summary>
    public required string Per1000 { get; init; }

    public required long Closed { get; init; }

    public required long FalsePositives { get; init; }

    /// <summary>Of those closed.</summary>
    public required string FalsePositivePercent { get; init; }

    public required long Escalated { get; init; }

    /// <summary>Of the hits.</summary>
    public required string EscalatedPercent { get; init; }
}
