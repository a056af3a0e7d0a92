using System.Security.Cryptography;
using Interop.Protocol.Encoding;
using Interop.Protocol.Media;

namespace Interop.Client;

/// <summary>
/// Puts a large file in by several requests (spec 15.8, tus 1.0.0): after a break it asks how far the provider is, and goes on from there. It gives up after
/// some tries in a row of which none brought it further.
/// </summary>
internal sealed class ResumableUpload(UploadClient uploads, Stream octets, TimeProvider time)
{
    private const int TriesMax = 10;
    private readonly Backoff backoff = new(time, firstDelayMs: 250, retryDelayMsMax: 10_000);
    private int tries;

    public async Task<MediaView> RunAsync(CancellationToken stop)
    {
        octets.Position = 0;
        var digest = Base64UrlText.Of(await SHA256.HashDataAsync(octets, stop));
        string? id = null;
        var offset = 0L;
        while (true)
        {
            try
            {
                if (id is null)
                    (id, offset) = (await uploads.BeginAsync(octets.Length, stop), 0);
                else if (offset < octets.Length)
                    offset = Advanced(offset, await uploads.OffsetAsync(id, stop));
                if (offset < octets.Length)
                    offset = Advanced(offset, await uploads.AppendAsync(id, offset, new StreamPart(octets, offset, UploadClient.AppendType), stop));
                if (offset < octets.Length && ++tries >= TriesMax)
                    throw new IOException("the provider takes no more of the file");
                if (offset == octets.Length)
                    return await uploads.FinishAsync(id, digest, stop);
            }
            catch (OcipProblemException refused) when (refused.IsTransient && ++tries < TriesMax)
            {
                await backoff.WaitAsync(refused.RetryAfter, stop);
            }
            catch (OcipProblemException moved) when (id is not null && moved.Problem.Status == 409 && ++tries < TriesMax)
            {
                await backoff.WaitAsync(null, stop); // what was on its way has come meanwhile: it is asked again
            }
            catch (OcipProblemException gone) when (id is not null && gone.Problem.Status == 404 && ++tries < TriesMax)
            {
                id = null; // it expired, or the provider lost it: from the beginning
            }
            catch (Exception broken) when ((broken is HttpRequestException or IOException || (broken is TaskCanceledException && !stop.IsCancellationRequested)) && ++tries < TriesMax)
            {
                await backoff.WaitAsync(null, stop);
            }
        }
    }

    private long Advanced(long before, long now)
    {
        if (now > before)
        {
            tries = 0;
            backoff.Reset();
        }
        return now;
    }
}
