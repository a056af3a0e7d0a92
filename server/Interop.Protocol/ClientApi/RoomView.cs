using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;

namespace Interop.Protocol.ClientApi;

/// <summary>A room as a participant sees it.</summary>
public sealed record RoomView
{
    public required RoomId Room { get; init; }

    /// <summary>group or direct.</summary>
    public required string Kind { get; init; }

    public string? Name { get; init; }

    public string? Topic { get; init; }

    public required ParticipantView[] Participants { get; init; }

    /// <summary>Bridged rooms of this room: declared, so that everyone sees which promise holds.</summary>
    public required PortalView[] Portals { get; init; }

    /// <summary>What the organisations whose people are here have declared, without texts (spec 07).</summary>
    public SupervisionDeclaration[]? Supervision { get; init; }

    /// <summary>False of a personal room (spec 5.7): nothing of it is archived. Absent of others, which are.</summary>
    public bool? Archived { get; init; }

    /// <summary>Last seq.</summary>
    public required long Head { get; init; }

    /// <summary>For a persona: when the newest event that it may see was accepted. Absent of a personal room, and for others who ask.</summary>
    public string? Active { get; init; }

    /// <summary>For a persona: the newest message that it may see, when there is one near the end of the room.</summary>
    public LastMessage? Last { get; init; }
}
