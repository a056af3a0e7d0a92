namespace Interop.Client.Submitting;

/// <summary>Limits of a <see cref="Submitter"/>.</summary>
public sealed record SubmitterOptions
{
    /// <summary>Transactions under way at once. Rooms never overlap: a room's next event waits for its last transaction.</summary>
    public int InFlightMax { get; init; } = 4;

    /// <summary>Events that wait or are under way; above that, submitting fails at once with 4.2.0.</summary>
    public int QueuedMax { get; init; } = 10_000;

    /// <summary>Longest wait between two tries, in milliseconds.</summary>
    public int RetryDelayMsMax { get; init; } = 30_000;

    /// <summary>How long a transaction is tried before its events fail; infinite by default, because its outcome is not known until answered.</summary>
    public TimeSpan GiveUpAfter { get; init; } = Timeout.InfiniteTimeSpan;
}
