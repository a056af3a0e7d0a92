namespace Interop.Protocol.ReviewApi;

/// <summary>The supervised person of an item, in counts and without a name: of the queues that the reader sees (spec 07.9).</summary>
public sealed record PersonHistory
{
    /// <summary>In all, this one included.</summary>
    public required long Items { get; init; }

    /// <summary>Not closed.</summary>
    public required long Open { get; init; }

    /// <summary>What came of those closed: of the last 500 of them.</summary>
    public required Dictionary<string, long> Dispositions { get; init; }
}
