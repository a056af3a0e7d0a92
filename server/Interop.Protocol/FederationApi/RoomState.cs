using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Supervision;

namespace Interop.Protocol.FederationApi;

/// <summary>A room as it was after an entry: where a new follower begins.</summary>
public sealed record RoomState
{
    public required RoomId Room { get; init; }

    /// <summary>The provider that orders the room.</summary>
    public required ProviderName Hub { get; init; }

    /// <summary>group or direct.</summary>
    public required string Kind { get; init; }

    public string? Name { get; init; }

    public string? Topic { get; init; }

    public required ParticipantView[] Participants { get; init; }

    public required PortalView[] Portals { get; init; }

    /// <summary>The declarations that stand in the room's state after that entry, without texts (spec 07).</summary>
    public SupervisionDeclaration[]? Supervision { get; init; }

    /// <summary>Seq of the last entry that is in it.</summary>
    public required long Seq { get; init; }

    /// <summary>base64url of that entry's hash; 43 × "A" for seq 0.</summary>
    public required string Hash { get; init; }
}
