using System.Net.Http.Headers;

namespace Interop.Cli.Bench;

/// <summary>The standard binding: one POST a transaction, one after the other, and one stream of server-sent events.</summary>
internal sealed class SseLink : ILink
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Tracker tracker;
    private readonly CancellationTokenSource closing = new();
    private byte[] incoming = new byte[64 * 1024];
    private byte[] answer = new byte[16 * 1024];
    private Task receiving = Task.CompletedTask;

    public SseLink(Uri server, string token, Tracker tracker)
    {
        this.tracker = tracker;
        http.BaseAddress = new Uri(new Uri(server.AbsoluteUri.TrimEnd('/') + "/"), "ocip/v1/client/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task StartStreamAsync(Action<ReadOnlySpan<byte>> frame)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "sync?after=-1");
        request.Headers.Accept.Add(new("text/event-stream"));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        receiving = ReceiveAsync(await response.Content.ReadAsStreamAsync(), frame);
    }

    public async ValueTask SubmitAsync(ReadOnlyMemory<byte> transaction, int events)
    {
        using var content = new ReadOnlyMemoryContent(transaction);
        content.Headers.ContentType = Json;
        using var response = await http.PostAsync(new Uri("submit", UriKind.Relative), content, closing.Token);
        var body = await response.Content.ReadAsStreamAsync(closing.Token);
        var filled = 0;
        for (int read; (read = await body.ReadAsync(answer.AsMemory(filled), closing.Token)) > 0; filled += read)
        {
            if (filled + read == answer.Length)
                Array.Resize(ref answer, answer.Length * 2);
        }
        ResultCount.Check(answer.AsSpan(0, filled), events, tracker);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await receiving;
        http.Dispose();
        closing.Dispose();
    }

    private async Task ReceiveAsync(Stream stream, Action<ReadOnlySpan<byte>> onFrame)
    {
        var (filled, scanned) = (0, 0);
        try
        {
            while (true)
            {
                if (filled == incoming.Length)
                    Array.Resize(ref incoming, incoming.Length * 2);
                var read = await stream.ReadAsync(incoming.AsMemory(filled), closing.Token);
                if (read == 0)
                    throw new IOException("closed by the server");
                filled += read;
                var start = 0;
                // An event ends with an empty line; the JSON in it has no line end of its own.
                for (int end; (end = incoming.AsSpan(scanned, filled - scanned).IndexOf("\n\n"u8)) >= 0; start = scanned)
                {
                    if (incoming[start] != (byte)':')
                        onFrame(incoming.AsSpan(start, scanned + end - start));
                    scanned += end + 2;
                }
                incoming.AsSpan(start, filled - start).CopyTo(incoming);
                filled -= start;
                scanned = Math.Max(0, filled - 1);
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            if (!closing.IsCancellationRequested)
                tracker.Failed($"a connection broke: {broken.Message}");
        }
    }
}
