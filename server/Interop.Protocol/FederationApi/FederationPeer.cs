using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>How it stands with one other provider. Times are RFC 3339 UTC; what happened before the server was started last is not known.</summary>
public sealed record FederationPeer
{
    public required ProviderName Provider { get; init; }

    /// <summary>State of the agreement, or none.</summary>
    public required string Agreement { get; init; }

    /// <summary>Events on their way to the peer.</summary>
    public required long WaitingEvents { get; init; }

    /// <summary>Reports on their way to the peer.</summary>
    public required long WaitingReports { get; init; }

    /// <summary>Since when the oldest of them waits.</summary>
    public string? WaitingSince { get; init; }

    /// <summary>Rooms whose next event the peer asked to send again later.</summary>
    public required RoomId[] RoomsThatWait { get; init; }

    public string? LastSuccess { get; init; }

    public string? LastFailure { get; init; }

    /// <summary>Why the last failure was one.</summary>
    public string? LastFailureReason { get; init; }

    /// <summary>Size of the peer's log that was witnessed here last.</summary>
    public long? WitnessedHere { get; init; }

    /// <summary>Size of this provider's log that the peer witnessed last.</summary>
    public long? WitnessedThere { get; init; }
}
