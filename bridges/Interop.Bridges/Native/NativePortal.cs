using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Native;

/// <summary>A native room that stands for an OCIP room.</summary>
public sealed record NativePortal
{
    public required NativeRoomId NativeRoom { get; init; }

    public required RoomId Room { get; init; }

    public required PortalKind Kind { get; init; }

    /// <summary>True for the two-person room of the native person and one ghost.</summary>
    public required bool Direct { get; init; }

    /// <summary>gated: the account of the one native person. observed: null.</summary>
    public NativeUserId? Person { get; init; }

    /// <summary>The account that speaks for the bridge in it: the bot, or the ghost of a direct chat that has no third member.</summary>
    public required NativeUserId Voice { get; init; }
}
