using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: ghosts can be seen to join and leave. Without it the core says so in a message of the bridge.</summary>
public interface ISyncsMembership
{
    Task<NativeSent> SendMembershipAsync(NativeMembership membership, CancellationToken cancellationToken);
}
