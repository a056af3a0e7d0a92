using System.Text.Json.Serialization;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;
using Interop.Protocol.ProxyApi;

namespace Interop.Protocol.FederationApi;

/// <summary>An event with all that a stranger needs to check it (spec 06).</summary>
public sealed record FederatedEvent
{
    public required EventId Id { get; init; }

    public required EventHeader Header { get; init; }

    /// <summary>As the last stamp lets it go on; absent once erased.</summary>
    public EventBody? Body { get; init; }

    /// <summary>The origin's signature: an entry of a batch of purpose event.</summary>
    public required BatchProof Signature { get; init; }

    /// <summary>In the order in which it passed the proxies.</summary>
    [JsonRequired]
    public StampedDecision[] Stamps { get; init; } = [];

    /// <summary>From the hub: its place in the room. Absent on the way to the hub.</summary>
    public HubEntry? Hub { get; init; }

    /// <summary>The hub's signature over the entry's hash: a batch of purpose hub.</summary>
    public BatchProof? HubSignature { get; init; }
}
