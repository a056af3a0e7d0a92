namespace Interop.Protocol.ReviewApi;

/// <summary>A page of what officers read, the newest first (spec 07.9).</summary>
public sealed record OfficerAccesses
{
    public required OfficerAccess[] Accesses { get; init; }

    /// <summary>For before, when there are more.</summary>
    public long? Next { get; init; }
}
