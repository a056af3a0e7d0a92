using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>An administrator asks the bridge to observe a native room and to join it to this room.</summary>
/// <param name="Room">The OCIP room.</param>
/// <param name="NativeRoom">Such as #sales:example.org or sales@conference.example.org.</param>
public sealed record PortalRequest(RoomId Room, string NativeRoom);
