using Interop.Bridges.Api;
using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Native;
using Interop.Protocol.Content;
using Interop.Protocol.Decisions;
using Interop.Protocol.Identifiers;

namespace Interop.Bridges.Outbound;

/// <summary>
/// Files of events, from the server to the network. The server gives a file only for somebody to whom its event was delivered: what is held or blocked cannot come
/// here before its release. The octets are all here, and are those of the digest, before the network gets the first.
/// </summary>
internal sealed class OutboundFiles(BridgeContext bridge)
{
    /// <summary>Shows a file.</summary>
    /// <param name="act">All but the octets, and what is read from them.</param>
    /// <param name="part">The part of the event.</param>
    /// <param name="recipients">To whom the event is delivered here.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NativeRefusedException">The network does not take it.</exception>
    /// <exception cref="ApiRefusedException">It was taken back or erased meanwhile.</exception>
    public async Task<NativeSent> SendAsync(NativeFile act, ContentPart part, IReadOnlyList<UserId> recipients, CancellationToken cancellationToken)
    {
        if (part.Size > bridge.Settings.FileOctetsMax)
            throw BoundedWrite.TooLarge(bridge.Settings.FileOctetsMax);
        await using var spooled = bridge.Spool.Begin();
        await FetchAsync(part, recipients, spooled, cancellationToken);
        var head = new byte[PictureHead.Octets];
        await using (var octets = spooled.Open())
            head = head[..await octets.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)];
        var file = act with { ContentType = PictureHead.TypeOf(part.ContentType!, head), Pixels = PictureHead.PixelsOf(head), Open = spooled.Open };
        return await ((ISendsFiles)bridge.Connector).SendFileAsync(file, cancellationToken);
    }

    private async Task FetchAsync(ContentPart part, IReadOnlyList<UserId> recipients, SpooledFile spooled, CancellationToken cancellationToken)
    {
        for (var n = 0; ; n++)
        {
            try
            {
                await bridge.Api.GetMediaAsync(recipients[n], part.Digest!, part.Size!.Value, spooled.Octets, cancellationToken);
                await spooled.Octets.FlushAsync(cancellationToken);
                return;
            }
            catch (ApiRefusedException refused) when (refused.Problem.Code == DecisionCodes.NotFound.Code && n + 1 < recipients.Count)
            {
                // Not for this one (any more): of several people who see the same portal one is enough.
            }
        }
    }
}
