using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: the network knows changes of a message. Without it the core sends the new text as a new message that begins with "* ".</summary>
public interface ISendsEdits
{
    Task<NativeSent> SendEditAsync(NativeEdit edit, CancellationToken cancellationToken);
}
