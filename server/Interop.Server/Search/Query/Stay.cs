using System.Runtime.InteropServices;

namespace Interop.Server.Search.Query;

/// <summary>From when to when somebody was in a room, both ends included.</summary>
/// <param name="RoomRow">Row of the room.</param>
/// <param name="Joined">Seq of the joining.</param>
/// <param name="Left">Seq of the leaving; null while there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Stay(long RoomRow, long Joined, long? Left);
