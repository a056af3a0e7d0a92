namespace Interop.Bridges.Native;

/// <summary>
/// A native person invited the bot or a ghost into a native room. Direct: a conversation with that ghost begins. Otherwise: into a room that is no
/// portal yet, the room is to be observed; into a portal, the ghost's user is to join the room. The core answers by <see cref="Connectors.IAnswersInvites"/>.
/// </summary>
public sealed record InboundInvite : InboundEvent
{
    /// <summary>The bot or a ghost (also one that was never shown before, if the connector can read whom it names).</summary>
    public required NativeUserId Invited { get; init; }

    /// <summary>The network marks the room as a direct chat, or it has no members but these two.</summary>
    public required bool Direct { get; init; }
}
