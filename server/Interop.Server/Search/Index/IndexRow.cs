namespace Interop.Server.Search.Index;

/// <summary>What a partition keeps of a record beside its words.</summary>
/// <param name="Leaf">Index in the log.</param>
/// <param name="At">The archive's time, milliseconds since 1970.</param>
/// <param name="RoomRow">Row of its room, or null.</param>
/// <param name="Seq">Place in the room, or null.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct IndexRow(long Leaf, long At, long? RoomRow, long? Seq);
