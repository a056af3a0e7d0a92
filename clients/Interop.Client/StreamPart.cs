using System.Net;
using System.Net.Http.Headers;

namespace Interop.Client;

/// <summary>The rest of a stream as a request's body, from a place on. The stream is not disposed of: it is read again when the request broke off.</summary>
internal sealed class StreamPart : HttpContent
{
    private const int BufferOctets = 64 * 1024;
    private readonly Stream octets;
    private readonly long offset;

    public StreamPart(Stream octets, long offset, string contentType)
    {
        (this.octets, this.offset) = (octets, offset);
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        octets.Position = offset;
        await octets.CopyToAsync(stream, BufferOctets, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = octets.Length - offset;
        return true;
    }
}
