using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional, beside <see cref="ISendsFiles"/>: a file and a text can be one message. Without it the text is a message of its own before the file.</summary>
public interface ISendsCaptions
{
    /// <summary>A new text for a file that was sent; the file stays. Empty takes the text away.</summary>
    Task<NativeSent> SendCaptionAsync(NativeEdit edit, CancellationToken cancellationToken);
}
