using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ReviewApi;

/// <summary>A room that an officer may watch as it happens (spec 07.9). It names nobody who is in it.</summary>
public sealed record ObservableRoom
{
    public required RoomId Room { get; init; }

    /// <summary>group or direct.</summary>
    public required string Kind { get; init; }

    /// <summary>Of a group.</summary>
    public string? Name { get; init; }

    /// <summary>How many are in it.</summary>
    public required long People { get; init; }

    /// <summary>On which somebody in it is reached.</summary>
    public required string[] Networks { get; init; }

    /// <summary>Index of its last event.</summary>
    public required long Last { get; init; }

    /// <summary>When that was archived.</summary>
    public string? At { get; init; }
}
