namespace Interop.Protocol.ReviewApi;

/// <summary>Something that was done with an item (spec 07.9).</summary>
public sealed record ReviewStep
{
    public required string At { get; init; }

    /// <summary>Account.</summary>
    public required string By { get; init; }

    public required string What { get; init; }

    /// <summary>Index of its record.</summary>
    public required long Record { get; init; }

    public string? Why { get; init; }

    public string? To { get; init; }

    public string? Text { get; init; }

    public string? Disposition { get; init; }
}
