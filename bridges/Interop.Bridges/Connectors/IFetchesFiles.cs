using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>Optional: files that native people send can be fetched. Without it a connector names none in its events.</summary>
public interface IFetchesFiles
{
    /// <summary>
    /// Writes the octets of a file, decrypted where they are not, and returns when all are there and are those that the message names. Called again after any
    /// failure, with nothing of the earlier attempt left.
    /// </summary>
    /// <param name="file">As it stood in the event.</param>
    /// <param name="sender">Who sent it: a connector fetches only from where this person's files can be.</param>
    /// <param name="to">Gets the octets.</param>
    /// <param name="octetsMax">More are not read, whatever the network announced.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NativeRefusedException">It never can be had: too large, not there any more, not what the message names, or kept where the bridge does not look.</exception>
    Task FetchAsync(InboundFile file, NativeUserId sender, Stream to, long octetsMax, CancellationToken cancellationToken);
}
