using Interop.Protocol.Identifiers;

namespace Interop.Protocol.ClientApi;

/// <summary>A participant reports a message to the organisation (spec 10.14). Its sender is not told.</summary>
public sealed record AbuseReport
{
    public required RoomId Room { get; init; }

    /// <summary>An event that was delivered to who reports it.</summary>
    public required EventId Event { get; init; }

    /// <summary>What is wrong with it; 1 to 1,024 octets of clean text.</summary>
    public required string Reason { get; init; }
}
