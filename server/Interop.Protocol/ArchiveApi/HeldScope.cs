using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ArchiveApi;

/// <summary>What a hold of this organisation is about (spec 9.6): as between organisations, and two members more. One of the first five is there.</summary>
public sealed record HeldScope
{
    public RoomId[]? Rooms { get; init; }

    public UserId[]? Users { get; init; }

    public EventId[]? Events { get; init; }

    /// <summary>The event came from one of these networks, or its room had a portal there; at most 100.</summary>
    public string[]? Networks { get; init; }

    /// <summary>Full text, as the archive's search takes it; at most 1024 octets. What is archived later is tried too.</summary>
    public string? Query { get; init; }

    public string? After { get; init; }

    public string? Before { get; init; }
}
