using Interop.Server.Archive;

namespace Interop.Server.Pipeline;

/// <summary>An event already in the archive.</summary>
/// <param name="Leaf">Index of its record.</param>
/// <param name="RoomRow">Its room.</param>
/// <param name="SenderRow">Who sent it.</param>
/// <param name="Type">Event type.</param>
/// <param name="Kind">Of its record: event, egress or refusal.</param>
internal sealed record EventReference(long Leaf, long RoomRow, long SenderRow, string Type, string Kind)
{
    /// <summary>It has a place in its room, or is on its way to get one.</summary>
    public bool Accepted => Kind != LogRecord.Refusal;
}
