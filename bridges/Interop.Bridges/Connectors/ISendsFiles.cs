using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: the network takes files. Without it the core says in the text which file there was.</summary>
public interface ISendsFiles
{
    /// <summary>Hands the octets to the network and shows them as a message. A repeat may hand over the octets again; the message is shown once.</summary>
    /// <exception cref="NativeRefusedException">The network does not take it, such as: too large.</exception>
    Task<NativeSent> SendFileAsync(NativeFile file, CancellationToken cancellationToken);
}
