using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;

namespace Interop.Server.Tests.Evidence;

/// <summary>An event with its place, each signed in a batch of one.</summary>
internal sealed class PlacedEvent(EventHeader header, EventBody body, HubEntry place, SigningKey eventKey, SigningKey hubKey)
{
    public EventId Id { get; } = EventIdentity.Of(header);

    public HubEntry Place { get; } = place;

    public byte[] HashOctets => EventIdentity.HubEntryHash(header.Room, Id, Place);

    public string Hash => Base64UrlText.Of(HashOctets);

    /// <summary>The origin's and the hub's.</summary>
    public SignedBatch[] Batches { get; } =
    [
        BatchSigner.Sign(eventKey, [EventIdentity.Of(header).Digest()]).Batch,
        BatchSigner.Sign(hubKey, [EventIdentity.HubEntryHash(header.Room, EventIdentity.Of(header), place)]).Batch,
    ];

    /// <param name="first">Index of its batches among those of the transaction.</param>
    public FederatedEvent ToEvent(int first) => new()
    {
        Id = Id, Header = header, Body = body, Hub = Place, Signature = new BatchProof(first, 0, []), HubSignature = new BatchProof(first + 1, 0, []),
    };

    /// <param name="batch">Index of the hub's batch.</param>
    public SignedHead ToHead(int batch) => new(header.Room, Id, Place, new BatchProof(batch, 0, []));
}
