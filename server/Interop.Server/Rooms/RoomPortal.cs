using Interop.Server.Identity;

namespace Interop.Server.Rooms;

/// <summary>A native room that stands for a room (spec 11).</summary>
/// <param name="Network">matrix, xmpp, …</param>
/// <param name="Kind">gated or observed.</param>
/// <param name="NativeRoom">Id on the network.</param>
/// <param name="Person">gated: the one native person in it.</param>
internal sealed record RoomPortal(string Network, string Kind, string NativeRoom, User? Person)
{
    public bool Observed => Kind == Protocol.BridgeApi.Portal.Observed;
}
