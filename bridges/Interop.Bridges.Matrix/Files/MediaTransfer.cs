using System.Net;
using System.Text.Json.Nodes;
using Interop.Bridges.Connectors;
using Interop.Bridges.Files;
using Interop.Bridges.Matrix.Homeserver;
using Interop.Bridges.Matrix.Identity;
using Interop.Bridges.Native;

namespace Interop.Bridges.Matrix.Files;

/// <summary>Octets from and to the homeserver's store of files (client-server API, "Content repository"; authenticated media of v1.11).</summary>
internal sealed class MediaTransfer(MatrixHomeserverClient homeserver, Func<MatrixUserId, bool> isGhost)
{
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(30);

    public async Task FetchAsync(InboundFile file, Stream to, long octetsMax, CancellationToken cancel)
    {
        var source = MediaSource.Read(file.Source);
        using var answer = await AskAsync(source, cancel);
        await using var octets = await answer.Content.ReadAsStreamAsync(cancel);
        if (source.Lock is not { } held)
        {
            await BoundedWrite.CopyAsync(octets, to, octetsMax, IdleMax, cancel);
            return;
        }
        await using var unlocking = new UnlockingStream(to, held);
        await BoundedWrite.CopyAsync(octets, unlocking, octetsMax, IdleMax, cancel);
        unlocking.Check();
    }

    /// <summary>Puts a file in and makes the message about it.</summary>
    public async Task<JsonObject> MessageAsync(NativeFile file, CancellationToken cancel)
    {
        var sender = MatrixUserId.Parse(file.Sender.Value);
        try
        {
            // An employee's own account lends its name, not its store: the bridge's own user puts in for it.
            var url = await homeserver.UploadAsync(file.Name, file.ContentType, file.Open, isGhost(sender) ? sender : null, cancel);
            return FileWriter.Write(file, url);
        }
        catch (MatrixException refused) when (refused.Code == MatrixException.TooLarge || refused.Status == HttpStatusCode.RequestEntityTooLarge)
        {
            throw new NativeRefusedException("It is larger than the homeserver takes.", refused);
        }
    }

    private async Task<HttpResponseMessage> AskAsync(MediaSource source, CancellationToken cancel)
    {
        try
        {
            return await homeserver.DownloadAsync(source.Server, source.Id, cancel);
        }
        catch (MatrixException missing) when (missing.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.Forbidden)
        {
            throw new NativeRefusedException("The homeserver does not have it (any more).", missing);
        }
    }
}
