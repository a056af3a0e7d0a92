using System.Xml.Linq;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>Who hears what a <see cref="ComponentStream"/> brings. Called by its reader, one call at a time: slow work blocks the stream, on purpose.</summary>
internal interface IStreamListener
{
    /// <summary>A new connection is up and the name is ours.</summary>
    ValueTask ConnectedAsync();

    /// <summary>The connection is gone: every seat in every room with it.</summary>
    ValueTask DisconnectedAsync(string why);

    /// <summary>Anything but answers to our own queries, in order of arrival.</summary>
    ValueTask ReceiveAsync(XElement stanza, CancellationToken cancel);

    /// <summary>A stanza past a limit: only its opening tag is known, if that.</summary>
    ValueTask ReceiveRefusedAsync(InboundStanza stanza, CancellationToken cancel);
}
