using Interop.Protocol.Identifiers;

namespace Interop.Protocol.PolicyApi;

/// <summary>To which events a policy applies (spec 7.8): each list that is there must fit.</summary>
public sealed record PolicyScopeView
{
    /// <summary>Whom it is about, with groups: the sender is one of them, or, of what comes from outside, a recipient is.</summary>
    public UserId[]? People { get; init; }

    /// <summary>Groups of the organisation, as they are when an event is judged.</summary>
    public string[]? Groups { get; init; }

    /// <summary>Networks on which somebody in the room is reached, or providers of other organisations with people in it.</summary>
    public string[]? Networks { get; init; }

    /// <summary>internal, outbound, inbound.</summary>
    public string[]? Directions { get; init; }

    public RoomId[]? Rooms { get; init; }
}
