using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Native;

/// <summary>A native room for one native person, alone with ghosts.</summary>
public sealed record GatedPortalRequest
{
    public required RoomId Room { get; init; }

    /// <summary>Two people: one native person and one ghost.</summary>
    public required bool Direct { get; init; }

    /// <summary>The native person.</summary>
    public required NativeUserId Person { get; init; }

    /// <summary>The other participants; already shown. Of a direct portal exactly one.</summary>
    public required IReadOnlyList<Ghost> Ghosts { get; init; }

    public string? Name { get; init; }

    public string? Topic { get; init; }

    /// <summary>The same for the same (room, person): name the native room after it, so that asking again finds it instead of making a second one.</summary>
    public required TransactionKey Key { get; init; }
}
