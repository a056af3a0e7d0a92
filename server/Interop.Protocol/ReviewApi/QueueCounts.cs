namespace Interop.Protocol.ReviewApi;

/// <summary>How many items of a queue are in which state (spec 07.9).</summary>
public sealed record QueueCounts
{
    public required string Queue { get; init; }

    public required long New { get; init; }

    public required long Claimed { get; init; }

    public required long Escalated { get; init; }

    public required long Closed { get; init; }

    public required long Reopened { get; init; }

    /// <summary>Day (UTC) of the oldest open one.</summary>
    public string? Oldest { get; init; }
}
