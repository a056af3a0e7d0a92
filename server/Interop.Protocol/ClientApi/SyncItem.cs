using System.Text.Json.Serialization;
using Interop.Protocol.BridgeApi;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;

namespace Interop.Protocol.ClientApi;

/// <summary>
/// One entry of a recipient's stream. Which field is present depends on <see cref="Kind"/>; one of a later kind may have fields that are not known
/// here, and is to be ignored, not to end the stream.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record SyncItem
{
    public const string KindEvent = "event";
    public const string KindStatus = "status";
    public const string KindPortal = "portal";

    /// <summary>An event of a personal room, which no archive has: without receipt and proof.</summary>
    public const string KindPersonal = "personal";

    /// <summary>Index in the archive's log; rises, with gaps, and is the same for every recipient.</summary>
    public required long Position { get; init; }

    /// <summary>event, status, personal or (bridges only) portal. Ignore unknown kinds.</summary>
    public required string Kind { get; init; }

    public OcipEvent? Event { get; init; }

    public ArchiveReceipt? Receipt { get; init; }

    /// <summary>That the receipt is signed.</summary>
    public BatchProof? Proof { get; init; }

    /// <summary>When the body is not the one that the header promises: the stamps whose redactions lead from that one to this one, in order.</summary>
    public StampedDecision[]? Stamps { get; init; }

    /// <summary>True when this was held and is delivered only now.</summary>
    public bool? Released { get; init; }

    /// <summary>Bridges only: the bridge's people to whom this is to be delivered now (the sender's own accounts included).</summary>
    public UserId[]? Recipients { get; init; }

    public DeliveryStatus? Status { get; init; }

    public PortalRequest? Portal { get; init; }
}
