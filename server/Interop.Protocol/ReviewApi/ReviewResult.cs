namespace Interop.Protocol.ReviewApi;

/// <summary>What became of an action for one item (spec 07.9).</summary>
public sealed record ReviewResult
{
    public required long Item { get; init; }

    public required string Code { get; init; }

    public string? Detail { get; init; }

    /// <summary>Afterwards.</summary>
    public string? State { get; init; }

    /// <summary>Index of the record of the action.</summary>
    public long? Record { get; init; }
}
