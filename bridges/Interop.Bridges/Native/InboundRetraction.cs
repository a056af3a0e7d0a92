namespace Interop.Bridges.Native;

/// <summary>Somebody took a message back, their own or, as a moderator, another's. The archive keeps the original.</summary>
public sealed record InboundRetraction : InboundEvent
{
    public required NativeEventId Target { get; init; }

    public string? Reason { get; init; }
}
