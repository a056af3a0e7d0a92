using Interop.Protocol.Identifiers;

namespace Interop.Protocol.Events;

/// <summary>An event as it is delivered (spec 04).</summary>
public sealed record OcipEvent
{
    public required EventId Id { get; init; }

    public required EventHeader Header { get; init; }

    /// <summary>Absent once erased; header, proofs and receipt stay valid.</summary>
    public EventBody? Body { get; init; }

    public required HubEntry Hub { get; init; }
}
