namespace Interop.Bridges.Native;

/// <summary>The name or topic of a portal changes. Null means unchanged.</summary>
public sealed record NativeRoomProfile : OutboundAct
{
    public string? Name { get; init; }

    public string? Topic { get; init; }
}
