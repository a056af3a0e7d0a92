using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>What a legal hold is about (spec 9.7). An absent member does not restrict; one of the first three is there.</summary>
public sealed record HoldScope
{
    /// <summary>The record's room is one of these; at most 100.</summary>
    public RoomId[]? Rooms { get; init; }

    /// <summary>Its sender, or somebody who was a participant then, is one of these; at most 1000.</summary>
    public UserId[]? Users { get; init; }

    /// <summary>Its event is one of these; at most 1000.</summary>
    public EventId[]? Events { get; init; }

    /// <summary>Not accepted before this.</summary>
    public string? After { get; init; }

    /// <summary>Not accepted after this.</summary>
    public string? Before { get; init; }
}
