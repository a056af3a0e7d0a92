namespace Interop.Bridges.Native;

/// <summary>A message is taken back. The sender of the act need not be the sender of the message (a moderator's); then the bridge's own account may have to do it.</summary>
public sealed record NativeRetraction : OutboundAct
{
    public required NativeTarget Target { get; init; }

    public string? Reason { get; init; }
}
