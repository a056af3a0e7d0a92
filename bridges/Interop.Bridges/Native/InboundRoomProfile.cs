namespace Interop.Bridges.Native;

/// <summary>Somebody changed the name or topic of a native room. Null means unchanged.</summary>
public sealed record InboundRoomProfile : InboundEvent
{
    public string? Name { get; init; }

    public string? Topic { get; init; }
}
