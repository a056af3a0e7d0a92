using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: name and topic of a portal can be changed. Without it the core says so in a message of the bridge.</summary>
public interface ISetsRoomProfile
{
    Task<NativeSent> SendRoomProfileAsync(NativeRoomProfile profile, CancellationToken cancellationToken);
}
