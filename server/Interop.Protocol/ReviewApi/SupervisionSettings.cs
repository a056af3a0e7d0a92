namespace Interop.Protocol.ReviewApi;

/// <summary>How an organisation reviews: its queues, plans, groups and words (spec 07.9).</summary>
public sealed record SupervisionSettings
{
    /// <summary>Counts up. Of a request: the version that is replaced.</summary>
    public required long Version { get; init; }

    /// <summary>Since when; absent of a request.</summary>
    public string? At { get; init; }

    /// <summary>Account that set it; absent of a request.</summary>
    public string? By { get; init; }

    /// <summary>Own ones, besides compliant, nonCompliant, questionable and falsePositive.</summary>
    public required string[] Dispositions { get; init; }

    public required ReviewTemplate[] Templates { get; init; }

    public required SupervisedGroup[] Groups { get; init; }

    public required ReviewQueue[] Queues { get; init; }

    public required SamplingPlan[] Plans { get; init; }
}
