namespace Interop.Protocol.ReviewApi;

/// <summary>What came of supervision on one day (spec 07.9).</summary>
public sealed record SupervisionDay
{
    /// <summary>yyyy-MM-dd, UTC.</summary>
    public required string Date { get; init; }

    public required long Messages { get; init; }

    /// <summary>Made on this day, of whatever source.</summary>
    public required long Items { get; init; }

    /// <summary>Of them by policies.</summary>
    public required long Alerts { get; init; }

    /// <summary>On this day, whenever they were made.</summary>
    public required long Closed { get; init; }

    /// <summary>Of those closed.</summary>
    public required long FalsePositives { get; init; }

    public required long Escalated { get; init; }
}
