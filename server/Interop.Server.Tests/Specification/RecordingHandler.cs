using System.Collections.Concurrent;

namespace Interop.Server.Tests.Specification;

/// <summary>Keeps every request and answer that passes; of streams only that they were opened.</summary>
internal sealed class RecordingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentQueue<Exchange> exchanges = new();

    public IReadOnlyList<Exchange> Exchanges => [.. exchanges];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Files are octets, of which the description says no more.
        var asked = request.Content?.Headers.ContentType?.MediaType is null or "application/pdf" or "application/offset+octet-stream" ? null : await request.Content!.ReadAsStringAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        var media = answer.Content.Headers.ContentType?.MediaType;
        string? answered = null;
        if (media is not null && media != "text/event-stream")
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            answered = await answer.Content.ReadAsStringAsync(cancellationToken);
        }
        exchanges.Enqueue(new Exchange(request.Method.Method, request.RequestUri!.AbsolutePath, (int)answer.StatusCode, media, asked, answered));
        return answer;
    }
}
