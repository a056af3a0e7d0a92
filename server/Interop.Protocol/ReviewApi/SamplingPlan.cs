namespace Interop.Protocol.ReviewApi;

/// <summary>What is drawn each night from the messages of the day before (spec 07.9).</summary>
public sealed record SamplingPlan
{
    public required string Name { get; init; }

    /// <summary>Where the items go.</summary>
    public required string Queue { get; init; }

    /// <summary>Share of a person's messages, in percent, with up to four decimals.</summary>
    public required string Percent { get; init; }

    /// <summary>Messages of each person that are drawn at least, when there are so many; when absent 1 of guaranteed, 0 of statistical.</summary>
    public int? Minimum { get; init; }

    /// <summary>guaranteed: of each person the share, rounded up, and the minimum; what policies found counts. statistical: each message by itself, and then the minimum.</summary>
    public required string Method { get; init; }

    /// <summary>Whose messages; absent: those of everybody.</summary>
    public string[]? Groups { get; init; }

    /// <summary>outbound: by own people; inbound: by others. Absent: outbound.</summary>
    public string[]? Directions { get; init; }

    /// <summary>Of inbound: only by contacts of these networks.</summary>
    public string[]? Networks { get; init; }
}
