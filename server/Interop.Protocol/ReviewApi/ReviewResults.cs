namespace Interop.Protocol.ReviewApi;

/// <summary>What became of an action (spec 07.9).</summary>
public sealed record ReviewResults
{
    /// <summary>One for each item, in order.</summary>
    public required ReviewResult[] Results { get; init; }
}
