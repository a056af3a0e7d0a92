namespace Interop.Protocol.ReviewApi;

/// <summary>What came of supervision in some days (spec 07.9).</summary>
public sealed record SupervisionReport
{
    public required string From { get; init; }

    /// <summary>Included.</summary>
    public required string To { get; init; }

    public required long Messages { get; init; }

    /// <summary>Made in these days.</summary>
    public required long Items { get; init; }

    /// <summary>Of them by policies.</summary>
    public required long Alerts { get; init; }

    /// <summary>Messages.</summary>
    public required string AlertsPer1000 { get; init; }

    public required long Closed { get; init; }

    /// <summary>Of those closed.</summary>
    public required string FalsePositivePercent { get; init; }

    /// <summary>Of the items.</summary>
    public required string EscalatedPercent { get; init; }

    /// <summary>From claim to close, of all.</summary>
    public long? MedianSeconds { get; init; }

    public required Dictionary<string, long> BySource { get; init; }

    public required Dictionary<string, long> ByDisposition { get; init; }

    public required PolicyFigures[] Policies { get; init; }

    public required ReviewerFigures[] Reviewers { get; init; }

    /// <summary>Of what is open now.</summary>
    public required AgeFigure[] Ageing { get; init; }
}
