using Interop.Protocol.Identifiers;

namespace Interop.Protocol.FederationApi;

/// <summary>A hub asks another provider to order a room from its next entry on; the other's signature accepts.</summary>
/// <param name="Room">The room.</param>
/// <param name="Seq">Of the last entry of the old hub before the hand-over.</param>
/// <param name="Hash">Of that entry.</param>
/// <param name="From">The old hub.</param>
/// <param name="To">The new one.</param>
public sealed record HandOver(RoomId Room, long Seq, string Hash, ProviderName From, ProviderName To);
