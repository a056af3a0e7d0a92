namespace Interop.Protocol.ReviewApi;

/// <summary>The draw of a plan for a day (spec 07.9).</summary>
public sealed record SamplingDraw
{
    public required string Plan { get; init; }

    /// <summary>Day in UTC.</summary>
    public required string Date { get; init; }

    /// <summary>SHA-256 over its terms and its seed.</summary>
    public required string Commitment { get; init; }

    /// <summary>Index of the record of the commitment.</summary>
    public required long Committed { get; init; }

    public required string CommittedAt { get; init; }

    /// <summary>The day had begun when it was committed.</summary>
    public bool? Late { get; init; }

    /// <summary>Once it was drawn.</summary>
    public string? Seed { get; init; }

    /// <summary>Index of the record of the draw.</summary>
    public long? Record { get; init; }

    /// <summary>The day's first record.</summary>
    public long? First { get; init; }

    /// <summary>The first record after the day.</summary>
    public long? Next { get; init; }

    /// <summary>Messages to draw from.</summary>
    public long? Population { get; init; }

    public long? Drawn { get; init; }

    /// <summary>SHA-256 over the indexes that were drawn.</summary>
    public string? Digest { get; init; }
}
