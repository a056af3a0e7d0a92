using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: the network knows answers to a message. Without it the core quotes the beginning of the earlier message in the text.</summary>
public interface ISendsReplies
{
    Task<NativeSent> SendReplyAsync(NativeReply reply, CancellationToken cancellationToken);
}
