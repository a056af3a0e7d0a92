namespace Interop.Server.Supervision.Following;

/// <summary>An item to be made. What is there already of the queue and record stays as it is.</summary>
internal sealed record NewItem
{
    public required string Queue { get; init; }

    /// <summary>Index of the message's record.</summary>
    public required long Leaf { get; init; }

    public required string Source { get; init; }

    public required long Room { get; init; }

    public required long Sender { get; init; }

    public required long Person { get; init; }

    /// <summary>name/version of those that asked.</summary>
    public required string[] Policies { get; init; }

    public string? Network { get; init; }

    public bool Must { get; init; }

    /// <summary>When the message was archived.</summary>
    public required string Archived { get; init; }

    public string? Due { get; init; }

    public byte[]? Same { get; init; }

    /// <summary>By which items with nearly the same text are found.</summary>
    public long[] Bands { get; init; } = [];

    /// <summary>What was found in it.</summary>
    public FoundTerm[] Terms { get; init; } = [];

    /// <summary>Of a report: index of its record.</summary>
    public long? Report { get; init; }
}
