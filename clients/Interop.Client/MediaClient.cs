using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Interop.Protocol;
using Interop.Protocol.Content;
using Interop.Protocol.Encoding;
using Interop.Protocol.Media;

namespace Interop.Client;

/// <summary>Files of messages (spec 13 and 15): in and out as streams of any size. Refusals are <see cref="OcipProblemException"/>.</summary>
public sealed class MediaClient
{
    private const int BufferOctets = 64 * 1024;
    private readonly HttpCalls calls;

    internal MediaClient(HttpCalls calls)
    {
        this.calls = calls;
        Uploads = new UploadClient(calls);
    }

    /// <summary>The steps of a file in several requests.</summary>
    public UploadClient Uploads { get; }

    /// <summary>Files of more octets go in by several requests, where their stream can be read again.</summary>
    public const int ResumableOver = 8 * 1024 * 1024;

    private const int TriesMax = 10;

    /// <summary>
    /// Puts a file in. It stays for as long as the answer says, and for good once an event refers to it. A large one (<see cref="ResumableOver"/>) goes on where
    /// it was after a break, and is compared with its digest at the end.
    /// </summary>
    /// <param name="octets">Read to its end, and not disposed of. One that can be sought is read from its beginning.</param>
    /// <param name="contentType">What it is; the provider finds out by itself, and answers that.</param>
    /// <param name="stop">Ends the call.</param>
    public async Task<MediaView> UploadAsync(Stream octets, string contentType = "application/octet-stream", CancellationToken stop = default)
    {
        if (octets.CanSeek && octets.Length > ResumableOver)
            return await new ResumableUpload(Uploads, octets, TimeProvider.System).RunAsync(stop);
        using var content = new StreamContent(octets, BufferOctets);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await calls.SendAsync(HttpMethod.Post, "client/media", content, OcipJson.Default.MediaView, stop);
    }

    /// <summary>Fetches a file that an event refers to, and compares it with its digest. After a break it goes on where it was.</summary>
    /// <param name="digest">Of the event's part.</param>
    /// <param name="to">Gets the octets as they come: what was written counts only when this returns.</param>
    /// <param name="stop">Ends the call.</param>
    /// <returns>Octets.</returns>
    /// <exception cref="InvalidDataException">What came is not what the digest names.</exception>
    public async Task<long> DownloadAsync(string digest, Stream to, CancellationToken stop = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var backoff = new Backoff(TimeProvider.System, firstDelayMs: 250, retryDelayMsMax: 10_000);
        var (size, tries) = (0L, 0);
        while (true)
        {
            var before = size;
            try
            {
                using var answer = await OpenAsync(digest, size, stop);
                await using var octets = await answer.Content.ReadAsStreamAsync(stop);
                var buffer = new byte[BufferOctets];
                int read;
                while ((read = await octets.ReadAsync(buffer, stop)) > 0)
                {
                    hash.AppendData(buffer, 0, read);
                    await to.WriteAsync(buffer.AsMemory(0, read), stop);
                    size += read;
                }
                return Base64UrlText.Of(hash.GetHashAndReset()) == digest ? size : throw new InvalidDataException("the octets are not those that the digest names");
            }
            catch (Exception broken) when (broken is HttpRequestException or HttpIOException or IOException { InnerException: SocketException } && size > 0 && (tries = size > before ? 1 : tries + 1) < TriesMax)
            {
                await backoff.WaitAsync(null, stop);
            }
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string digest, long from, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"client/media/{digest}");
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
            request.Headers.IfRange = new RangeConditionHeaderValue($"\"{digest}\"");
        }
        var answer = await calls.OpenAsync(request, stop);
        if ((answer.StatusCode == HttpStatusCode.PartialContent) == (from > 0))
            return answer;
        answer.Dispose();
        throw new InvalidDataException("the provider did not go on where it was");
    }

    /// <summary>The part of a message that refers to a file.</summary>
    /// <param name="media">As it was put in.</param>
    /// <param name="filename">A name to offer; no path.</param>
    /// <param name="contentType">What to say that it is; null for what the provider found.</param>
    public static ContentPart PartOf(MediaView media, string? filename = null, string? contentType = null) => new()
    {
        Cardinality = "external",
        Disposition = "attachment",
        ContentType = contentType ?? media.Type,
        Url = media.Url.Value,
        Size = media.Size,
        Digest = media.Digest,
        Filename = filename,
    };
}
