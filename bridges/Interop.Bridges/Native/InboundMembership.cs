namespace Interop.Bridges.Native;

/// <summary>
/// Somebody joined or left a native room, or was removed from it. Durable membership only: a lost connection is not a leave, and a connector whose
/// network knows only presence waits before it says so. Changes of ghosts made by the core itself are echoes; a ghost removed by a native person is not.
/// </summary>
public sealed record InboundMembership : InboundEvent
{
    /// <summary>Whom it is about; <see cref="InboundEvent.Sender"/> is who did it.</summary>
    public required NativeUserId Subject { get; init; }

    public string? SubjectName { get; init; }

    public required MembershipChange Change { get; init; }

    public string? Reason { get; init; }
}
