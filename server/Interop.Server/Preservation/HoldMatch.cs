namespace Interop.Server.Preservation;

/// <summary>A record that a legal hold keeps.</summary>
/// <param name="Leaf">Its index.</param>
/// <param name="Hold">Row of the hold.</param>
/// <param name="Confidential">Only roles that keep records may know of the hold.</param>
internal sealed record HoldMatch(long Leaf, long Hold, bool Confidential);
