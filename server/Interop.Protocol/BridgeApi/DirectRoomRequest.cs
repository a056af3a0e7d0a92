using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>The direct room of two users, one of them on the bridge's network; made when it does not exist.</summary>
public sealed record DirectRoomRequest(UserId From, UserId To);
