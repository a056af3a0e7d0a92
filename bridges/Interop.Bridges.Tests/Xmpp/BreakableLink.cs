using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>A TCP link to a port on this machine that can be cut, and stay cut.</summary>
internal sealed class BreakableLink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> open = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile bool isCut;

    public BreakableLink(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends every connection and refuses new ones.</summary>
    public void Cut()
    {
        isCut = true;
        foreach (var socket in open.Keys)
            socket.Close();
    }

    public void Mend() => isCut = false;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Cut();
        await accepting;
        listener.Stop();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var near = await listener.AcceptSocketAsync(stopping.Token);
                if (isCut)
                    near.Close();
                else
                    pumps.Add(CarryAsync(near));
            }
        }
        catch (OperationCanceledException)
        {
            // The link is put away.
        }
        await Task.WhenAll(pumps);
    }

    private async Task CarryAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        open[near] = 0;
        open[far] = 0;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAll(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (SocketException)
        {
            // The server is down: so is the link.
        }
        finally
        {
            near.Close();
            far.Close();
            open.TryRemove(near, out _);
            open.TryRemove(far, out _);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var octets = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(octets)) > 0)
                await to.SendAsync(octets.AsMemory(0, read));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            from.Close();
            to.Close();
        }
    }
}
