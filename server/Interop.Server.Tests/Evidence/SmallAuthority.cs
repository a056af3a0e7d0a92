using System.Net;
using System.Security.Cryptography.Pkcs;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.Evidence;

/// <summary>A time-stamp authority over HTTP, which answers as it is told to, and honestly when it is told nothing.</summary>
internal sealed class SmallAuthority : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Queue<Func<Rfc3161TimestampRequest, (int Status, byte[] Body)>> told = new();
    private readonly Lock gate = new();
    private readonly Task serving;
    private int asked;

    public SmallAuthority()
    {
        Url = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}/tsa/");
        listener.Prefixes.Add(Url.ToString());
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Url { get; }

    public StampMaker Stamps { get; } = new();

    public int Asked => Volatile.Read(ref asked);

    /// <summary>The next request is answered like this; these wait in line.</summary>
    public void Tell(Func<Rfc3161TimestampRequest, (int Status, byte[] Body)> answer)
    {
        lock (gate)
            told.Enqueue(answer);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving;
        Stamps.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                Answer(await listener.GetContextAsync());
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }

    private void Answer(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        context.Request.InputStream.CopyTo(body);
        if (!Rfc3161TimestampRequest.TryDecode(body.ToArray(), out var request, out _) || context.Request.ContentType != "application/timestamp-query")
        {
            context.Response.StatusCode = 400;
            context.Response.Close();
            return;
        }
        Interlocked.Increment(ref asked);
        Func<Rfc3161TimestampRequest, (int Status, byte[] Body)>? answer;
        lock (gate)
            told.TryDequeue(out answer);
        var (status, octets) = answer?.Invoke(request) ?? (200, StampMaker.Answer(Stamps.TokenOf(request.GetMessageHash().ToArray(), TimeProvider.System.GetUtcNow(), request.GetNonce())));
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/timestamp-reply");
        try
        {
            context.Response.Close(octets, willBlock: true);
        }
        catch (HttpListenerException)
        {
            // Who asked did not want so much.
        }
    }
}
