namespace Interop.Server.Rooms;

/// <summary>The end of a room's chain.</summary>
/// <param name="Seq">Last seq, 0 before the first.</param>
/// <param name="Hash">Digest of the last hub entry; 32 zero octets before the first.</param>
/// <param name="Leaf">Index of its record, -1 before the first.</param>
internal sealed record RoomHead(long Seq, byte[] Hash, long Leaf)
{
    public static readonly RoomHead Empty = new(0, new byte[32], -1);
}
