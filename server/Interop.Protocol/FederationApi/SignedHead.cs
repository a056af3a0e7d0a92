using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>A hub's signed entry, as providers show it to each other: evidence against a hub that tells two stories.</summary>
/// <param name="Room">The room.</param>
/// <param name="Event">The event at this place.</param>
/// <param name="Entry">The place.</param>
/// <param name="Signature">The hub's signature over the entry's hash.</param>
public sealed record SignedHead(RoomId Room, EventId Event, HubEntry Entry, BatchProof Signature);
