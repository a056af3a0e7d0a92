namespace Interop.Protocol.ReviewApi;

/// <summary>A page of rooms that an officer may watch, those with the newest events first (spec 07.9).</summary>
public sealed record ObservableRooms
{
    /// <summary>Of the declared supervision: with archived nobody watches.</summary>
    public required string Mode { get; init; }

    public required ObservableRoom[] Rooms { get; init; }

    /// <summary>For before, when there may be more.</summary>
    public long? Next { get; init; }
}
