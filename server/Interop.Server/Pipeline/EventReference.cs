namespace Interop.Server.Pipeline;

/// <summary>An event already in the archive.</summary>
/// <param name="Leaf">Index of its record.</param>
/// <param name="RoomRow">Its room.</param>
/// <param name="SenderRow">Who sent it.</param>
/// <param name="Type">Event type.</param>
/// <param name="Accepted">False when it was refused.</param>
internal sealed record EventReference(long Leaf, long RoomRow, long SenderRow, string Type, bool Accepted);
