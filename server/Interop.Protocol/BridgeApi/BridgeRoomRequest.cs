using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>A group room for a native room that the bridge was invited to.</summary>
public sealed record BridgeRoomRequest(UserId Creator, UserId[] Participants, string? Name = null, string? Topic = null);
