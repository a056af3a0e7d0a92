using Interop.Bridges.Native;

namespace Interop.Bridges.Xmpp.Messages;

/// <summary>Names a chat of two: "person ghost", two bare addresses, which have no space in them.</summary>
internal readonly record struct DirectChat(string Person, string Ghost)
{
    public NativeRoomId Room => new($"{Person} {Ghost}");

    /// <summary>Null for ids of real rooms.</summary>
    public static DirectChat? Of(NativeRoomId room) => room.Value.Split(' ') is [var person, var ghost] ? new DirectChat(person, ghost) : null;
}
