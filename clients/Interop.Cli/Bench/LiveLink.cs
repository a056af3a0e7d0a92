using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Interop.Client.Live;

namespace Interop.Cli.Bench;

/// <summary>
/// The live binding spoken by hand: SignalR's JSON protocol is one JSON object a message, each ended by 0x1E. Several transactions
/// may be under way; answers come when they come.
/// </summary>
internal sealed class LiveLink : ILink
{
    private const byte End = 0x1E;
    private const int ReceiveOctets = 64 * 1024;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket socket = new();
    private readonly Tracker tracker;
    private readonly SemaphoreSlim sending = new(1);
    private readonly ConcurrentDictionary<int, int> events = new();
    private readonly CancellationTokenSource closing = new();
    private byte[] outgoing = new byte[16 * 1024];
    private byte[] incoming = new byte[ReceiveOctets];
    private Action<ReadOnlySpan<byte>> onFrame = _ => { };
    private Task receiving = Task.CompletedTask;
    private Task pinging = Task.CompletedTask;
    private int invocations;

    private LiveLink(Tracker tracker) => this.tracker = tracker;

    public static async Task<LiveLink> OpenAsync(Uri server, string token, Tracker tracker)
    {
        var link = new LiveLink(tracker);
        link.socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        link.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await link.socket.ConnectAsync(OcipLive.HubUri(server), CancellationToken.None);
        await link.SendAsync("{\"protocol\":\"json\",\"version\":1}\u001e");
        var answer = await link.socket.ReceiveAsync(link.incoming.AsMemory(), CancellationToken.None);
        if (Encoding.UTF8.GetString(link.incoming, 0, answer.Count) != "{}\u001e")
            throw new InvalidDataException($"the hub refused the handshake: {Encoding.UTF8.GetString(link.incoming, 0, answer.Count)}");
        link.receiving = link.ReceiveAsync();
        link.pinging = link.PingAsync();
        return link;
    }

    public async Task StartStreamAsync(Action<ReadOnlySpan<byte>> frame)
    {
        onFrame = frame;
        await SendAsync("{\"type\":4,\"invocationId\":\"s\",\"target\":\"Sync\",\"arguments\":[-1]}\u001e");
    }

    public async ValueTask SubmitAsync(ReadOnlyMemory<byte> transaction, int events)
    {
        await sending.WaitAsync();
        try
        {
            var id = ++invocations;
            this.events[id] = events;
            await socket.SendAsync(outgoing.AsMemory(0, Compose(id, transaction.Span)), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        socket.Abort();
        await Task.WhenAll(receiving, pinging);
        socket.Dispose();
        sending.Dispose();
        closing.Dispose();
    }

    private int Compose(int id, ReadOnlySpan<byte> transaction)
    {
        const int around = 96;
        if (outgoing.Length < transaction.Length + around)
            outgoing = new byte[transaction.Length + around];
        var length = Encoding.ASCII.GetBytes($"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"Submit\",\"arguments\":[", outgoing);
        transaction.CopyTo(outgoing.AsSpan(length));
        length += transaction.Length;
        "]}\u001e"u8.CopyTo(outgoing.AsSpan(length));
        return length + 3;
    }

    private async Task SendAsync(string message)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task PingAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(PingEvery, TimeProvider.System, closing.Token);
                await SendAsync("{\"type\":6}\u001e");
            }
        }
        catch (Exception ended) when (closing.IsCancellationRequested && ended is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // The run is over.
        }
        catch (WebSocketException broken)
        {
            tracker.Failed($"a connection broke: {broken.Message}");
        }
    }

    private async Task ReceiveAsync()
    {
        var (filled, scanned) = (0, 0);
        try
        {
            while (true)
            {
                if (filled == incoming.Length)
                    Array.Resize(ref incoming, incoming.Length * 2);
                var result = await socket.ReceiveAsync(incoming.AsMemory(filled), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                    throw new WebSocketException($"closed by the server: {socket.CloseStatusDescription}");
                filled += result.Count;
                var start = 0;
                for (int end; (end = incoming.AsSpan(scanned, filled - scanned).IndexOf(End)) >= 0; start = scanned)
                {
                    Take(incoming.AsSpan(start, scanned + end - start));
                    scanned += end + 1;
                }
                incoming.AsSpan(start, filled - start).CopyTo(incoming);
                filled -= start;
                scanned = filled;
            }
        }
        catch (Exception broken) when (broken is WebSocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            if (!closing.IsCancellationRequested)
                tracker.Failed($"a connection broke: {broken.Message}");
        }
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("{\"type\":2,"u8))
        {
            onFrame(message);
        }
        else if (message.StartsWith("{\"type\":3,\"invocationId\":\""u8))
        {
            var rest = message["{\"type\":3,\"invocationId\":\""u8.Length..];
            if (System.Buffers.Text.Utf8Parser.TryParse(rest, out int id, out _) && events.TryRemove(id, out var expected))
                ResultCount.Check(rest, expected, tracker);
            else
                tracker.Failed(Encoding.UTF8.GetString(message[..Math.Min(400, message.Length)]));
        }
        else if (message.StartsWith("{\"type\":7"u8))
        {
            tracker.Failed(Encoding.UTF8.GetString(message[..Math.Min(400, message.Length)]));
        }
    }
}
