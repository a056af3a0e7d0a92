using Interop.Protocol.Identifiers;
using Interop.Server.Rooms;

namespace Interop.Server.Evidence;

/// <summary>A peer says that it has another entry than we have, without showing the hub's signature.</summary>
internal sealed record HeadSuspicion(ProviderName Peer, Room Room, long Seq);
