using Interop.Bridges.Native;

namespace Interop.Bridges.Connectors;

/// <summary>
/// Optional: the network can be asked what people wrote in a portal, apart from what it showed the bridge when it was written (spec 11.7, POST /counts).
/// With it the core lets the server compare, each day, what the network has with what was archived.
/// </summary>
public interface ICountsMessages
{
    /// <summary>
    /// The ids of messages and edits that people wrote in a portal, as their events had them, in any order and page by page: nothing of the bot, of ghosts or of
    /// puppets, no retractions, nothing from before the bridge came into the native room. Asks the network itself and no memory of the connector.
    /// </summary>
    /// <param name="portal">Where.</param>
    /// <param name="span">When, by the network's times.</param>
    /// <param name="cancellationToken">Ends asking.</param>
    /// <exception cref="NativeRefusedException">The network does not give this, or not the rest of it: what came so far stands, and the server is told that it is not
    /// all. Never a guess instead.</exception>
    IAsyncEnumerable<NativeEventId> CountAsync(NativePortal portal, NativeSpan span, CancellationToken cancellationToken);
}
