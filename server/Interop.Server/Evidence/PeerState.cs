namespace Interop.Server.Evidence;

/// <summary>What sending to a peer came to since the server was started.</summary>
internal sealed record PeerState
{
    public static readonly PeerState Unknown = new();

    public DateTimeOffset? LastSuccess { get; init; }

    public DateTimeOffset? LastFailure { get; init; }

    public string? Reason { get; init; }

    /// <summary>Rows of rooms.</summary>
    public long[] WaitingRooms { get; init; } = [];
}
