using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: the network can take a message back. Without it the core says so in a message.</summary>
public interface ISendsRetractions
{
    Task<NativeSent> SendRetractionAsync(NativeRetraction retraction, CancellationToken cancellationToken);
}
