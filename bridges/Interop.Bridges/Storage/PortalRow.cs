using Interop.Bridges.Native;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Storage;

internal sealed record PortalRow(string NativeRoom, string Room, string Kind, long Direct, string? Person, string? PersonUser, string Voice, long State, long Generation)
{
    public PortalState PortalState => (PortalState)State;

    public UserId? PersonUserId => PersonUser is null ? null : UserId.Parse(PersonUser);

    public NativePortal View() => new()
    {
        NativeRoom = new NativeRoomId(NativeRoom), Room = RoomId.Parse(Room), Kind = Enum.Parse<PortalKind>(Kind), Direct = Direct == 1,
        Person = Person is null ? null : new NativeUserId(Person), Voice = new NativeUserId(Voice),
    };
}
