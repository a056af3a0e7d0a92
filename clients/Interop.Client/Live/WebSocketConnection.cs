using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Interop.Client.Live;

/// <summary>
/// A WebSocket as the byte pipe that SignalR reads and writes. Two pumps; when either ends, so does the connection. SignalR marks
/// its own message ends, so one frame carries whatever has been written since the last.
/// </summary>
internal sealed class WebSocketConnection : ConnectionContext
{
    private const int ReceiveOctets = 16 * 1024;

    private readonly ClientWebSocket socket;
    private readonly Pipe received = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe sending = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource closed = new();
    private readonly Task pumps;

    public WebSocketConnection(ClientWebSocket socket)
    {
        this.socket = socket;
        ConnectionId = Guid.CreateVersion7().ToString("N");
        Transport = new Duplex(received.Reader, sending.Writer);
        ConnectionClosed = closed.Token;
        pumps = Task.WhenAll(ReceiveAsync(), SendAsync());
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => socket.Abort();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync();
        await Transport.Input.CompleteAsync();
        socket.Abort();
        await pumps;
        socket.Dispose();
        closed.Dispose();
        await base.DisposeAsync();
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(received.Writer.GetMemory(ReceiveOctets), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                received.Writer.Advance(result.Count);
                if ((await received.Writer.FlushAsync()).IsCompleted)
                    break;
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            failure = e;
        }
        await received.Writer.CompleteAsync(failure);
        await closed.CancelAsync();
        sending.Reader.CancelPendingRead();
    }

    private async Task SendAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var read = await sending.Reader.ReadAsync();
                if (read.IsCanceled)
                    break;
                var rest = read.Buffer;
                while (!rest.IsSingleSegment)
                {
                    await socket.SendAsync(rest.First, WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
                    rest = rest.Slice(rest.First.Length);
                }
                if (read.Buffer.Length > 0)
                    await socket.SendAsync(rest.First, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                sending.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            failure = e;
            // The receiving pump waits on the same socket; ending it ends both.
            socket.Abort();
        }
        await sending.Reader.CompleteAsync(failure);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
