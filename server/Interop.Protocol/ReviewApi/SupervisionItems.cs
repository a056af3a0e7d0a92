namespace Interop.Protocol.ReviewApi;

/// <summary>A page of items, the newest first (spec 07.9).</summary>
public sealed record SupervisionItems
{
    public required SupervisionItem[] Items { get; init; }

    /// <summary>For before, when there may be more.</summary>
    public long? Next { get; init; }
}
