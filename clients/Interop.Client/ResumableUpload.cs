using System.Globalization;
using System.Security.Cryptography;
using Interop.Protocol;
using Interop.Protocol.Encoding;
using Interop.Protocol.Media;

namespace Interop.Client;

/// <summary>
/// Puts a large file in by several requests (spec 15.8, tus 1.0.0): after a break it asks how far the provider is, and goes on from there. It gives up after
/// some tries in a row of which none brought it further.
/// </summary>
internal sealed class ResumableUpload(HttpCalls calls, Stream octets, TimeProvider time)
{
    private const int TriesMax = 10;
    private const string Uploads = "client/media/uploads";
    private readonly Backoff backoff = new(time, firstDelayMs: 250, retryDelayMsMax: 10_000);
    private int tries;

    public async Task<MediaView> RunAsync(CancellationToken stop)
    {
        octets.Position = 0;
        var finish = new MediaFinish(Base64UrlText.Of(await SHA256.HashDataAsync(octets, stop)));
        string? id = null;
        var offset = 0L;
        while (true)
        {
            try
            {
                if (id is null)
                    (id, offset) = (await CreateAsync(stop), 0);
                else if (offset < octets.Length)
                    offset = Advanced(offset, await OffsetAsync(id, stop));
                if (offset < octets.Length)
                    offset = Advanced(offset, await AppendAsync(id, offset, stop));
                if (offset < octets.Length && ++tries >= TriesMax)
                    throw new IOException("the provider takes no more of the file");
                if (offset == octets.Length)
                    return await calls.SendAsync(HttpMethod.Post, $"{Uploads}/{id}", finish, OcipJson.Default.MediaFinish, OcipJson.Default.MediaView, stop);
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

    private async Task<string> CreateAsync(CancellationToken stop)
    {
        using var request = Request(HttpMethod.Post, Uploads);
        request.Headers.Add("Upload-Length", octets.Length.ToString(CultureInfo.InvariantCulture));
        using var answer = await calls.OpenAsync(request, stop);
        var location = answer.Headers.Location?.OriginalString ?? throw new InvalidDataException("the answer has no Location");
        return location[(location.LastIndexOf('/') + 1)..];
    }

    private async Task<long> OffsetAsync(string id, CancellationToken stop)
    {
        using var request = Request(HttpMethod.Head, $"{Uploads}/{id}");
        using var answer = await calls.OpenAsync(request, stop);
        return OffsetOf(answer);
    }

    private async Task<long> AppendAsync(string id, long offset, CancellationToken stop)
    {
        using var request = Request(HttpMethod.Patch, $"{Uploads}/{id}");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content = new StreamPart(octets, offset, "application/offset+octet-stream");
        using var answer = await calls.OpenAsync(request, stop);
        return OffsetOf(answer);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private static long OffsetOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Upload-Offset", out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset : throw new InvalidDataException("the answer has no Upload-Offset");
}
