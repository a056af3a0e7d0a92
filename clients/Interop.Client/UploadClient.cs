using System.Globalization;
using System.Net.Http.Headers;
using Interop.Protocol;
using Interop.Protocol.Media;

namespace Interop.Client;

/// <summary>The steps of putting a file in by several requests (spec 15.8, tus 1.0.0), for who keeps the file elsewhere and goes on after a break. Refusals are <see cref="OcipProblemException"/>.</summary>
public sealed class UploadClient
{
    internal const string AppendType = "application/offset+octet-stream";

    private const string Uploads = "client/media/uploads";
    private readonly HttpCalls calls;

    internal UploadClient(HttpCalls calls) => this.calls = calls;

    /// <summary>Announces a file, and answers the id under which its octets are appended.</summary>
    /// <param name="length">Octets, at least one.</param>
    /// <param name="stop">Ends the call.</param>
    public async Task<string> BeginAsync(long length, CancellationToken stop = default)
    {
        using var request = Request(HttpMethod.Post, Uploads);
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        using var answer = await calls.OpenAsync(request, stop);
        var location = answer.Headers.Location?.OriginalString ?? throw new InvalidDataException("the answer has no Location");
        return location[(location.LastIndexOf('/') + 1)..];
    }

    /// <summary>How many octets the provider has; 5.5.4 when it has lost the file or thrown it away.</summary>
    public async Task<long> OffsetAsync(string id, CancellationToken stop = default)
    {
        using var request = Request(HttpMethod.Head, PathOf(id));
        using var answer = await calls.OpenAsync(request, stop);
        return OffsetOf(answer);
    }

    /// <summary>Appends octets, and answers how many the provider has now.</summary>
    /// <param name="id">Of the file.</param>
    /// <param name="offset">Where in the file they are: what the provider has.</param>
    /// <param name="octets">Read to their end, and not disposed of.</param>
    /// <param name="stop">Ends the call; what has come by then stays.</param>
    public async Task<long> AppendAsync(string id, long offset, Stream octets, CancellationToken stop = default)
    {
        using var content = new StreamContent(octets);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(AppendType);
        return await AppendAsync(id, offset, content, stop);
    }

    /// <summary>All of it is there: it is kept when it is what the digest names.</summary>
    /// <param name="id">Of the file.</param>
    /// <param name="digest">base64url(SHA-256(octets)).</param>
    /// <param name="stop">Ends the call.</param>
    public Task<MediaView> FinishAsync(string id, string digest, CancellationToken stop = default) =>
        calls.SendAsync(HttpMethod.Post, PathOf(id), new MediaFinish(digest), OcipJson.Default.MediaFinish, OcipJson.Default.MediaView, stop);

    /// <summary>It is not wanted any more.</summary>
    public async Task RemoveAsync(string id, CancellationToken stop = default)
    {
        using var request = Request(HttpMethod.Delete, PathOf(id));
        using var answer = await calls.OpenAsync(request, stop);
    }

    internal async Task<long> AppendAsync(string id, long offset, HttpContent content, CancellationToken stop)
    {
        using var request = Request(HttpMethod.Patch, PathOf(id));
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content = content;
        using var answer = await calls.OpenAsync(request, stop);
        return OffsetOf(answer);
    }

    private static string PathOf(string id) => $"{Uploads}/{Uri.EscapeDataString(id)}";

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
