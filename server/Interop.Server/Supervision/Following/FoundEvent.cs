using Interop.Protocol.Events;
using Interop.Server.Identity;

namespace Interop.Server.Supervision.Following;

/// <summary>What supervision needs of an event's record.</summary>
/// <param name="Leaf">Index of the record.</param>
/// <param name="Room">Row of the room.</param>
/// <param name="Sender">Who wrote it.</param>
/// <param name="At">When it was archived.</param>
/// <param name="Asked">Policies that asked for more than to allow, as name/version.</param>
/// <param name="IsHeld">It waits for a reviewer.</param>
internal sealed record FoundEvent(long Leaf, long Room, User Sender, string At, string[] Asked, bool IsHeld)
{
    public string? Network { get; init; }

    /// <summary>Of the event.</summary>
    public required string Type { get; init; }

    public bool IsMessage => Type == EventTypes.Message;

    /// <summary>The body in the clear; null while it is sealed, and once it has ended.</summary>
    public byte[]? Body { get; init; }

    /// <summary>UTC.</summary>
    public string Day => At[..10];
}
