using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>A group room for a native room that the bridge was invited to (spec 11.7).</summary>
/// <param name="Transaction">Asked for again with the same one, the answer is the same room.</param>
/// <param name="Creator">On the bridge's network.</param>
/// <param name="Participants">Besides the creator.</param>
/// <param name="Name">Of the room.</param>
/// <param name="Topic">Of the room.</param>
public sealed record BridgeRoomRequest(TransactionId Transaction, UserId Creator, UserId[] Participants, string? Name = null, string? Topic = null);
