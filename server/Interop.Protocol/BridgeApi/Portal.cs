using Interop.Protocol.Identifiers;

namespace Interop.Protocol.BridgeApi;

/// <summary>A native room that stands for a room.</summary>
/// <param name="Room">The OCIP room.</param>
/// <param name="Kind">gated or observed.</param>
/// <param name="NativeRoom">Id of the native room; of a direct chat without rooms the two addresses.</param>
/// <param name="Person">gated: the one native person in it. observed: null.</param>
public sealed record Portal(RoomId Room, string Kind, string NativeRoom, UserId? Person = null)
{
    public const string Gated = "gated";
    public const string Observed = "observed";
}
