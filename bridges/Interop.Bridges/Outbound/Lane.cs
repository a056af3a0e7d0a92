using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Outbound;

/// <summary>
/// Where outbox rows wait in order: one portal, also one that is still to be opened. As text: gated␟room␟person, observed␟native room, request␟native room.
/// </summary>
internal sealed record Lane(LaneKind Kind, string First, string? Second = null)
{
    private const char Separator = '\u001f';

    public static Lane Gated(RoomId room, UserId person) => new(LaneKind.Gated, room.Value, person.Value);

    public static Lane Observed(NativeRoomId room) => new(LaneKind.Observed, room.Value);

    public static Lane Request(string nativeRoom) => new(LaneKind.Request, nativeRoom);

    public static Lane Parse(string text)
    {
        var parts = text.Split(Separator);
        return new Lane(Enum.Parse<LaneKind>(parts[0]), parts[1], parts.Length > 2 ? parts[2] : null);
    }

    public override string ToString() => Second is null ? $"{Kind}{Separator}{First}" : $"{Kind}{Separator}{First}{Separator}{Second}";
}
