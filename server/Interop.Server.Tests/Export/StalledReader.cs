using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Interop.Server.Tests.Export;

/// <summary>A client over HTTP that begins to read an answer and then stops.</summary>
internal sealed class StalledReader : IDisposable
{
    private const int BufferOctets = 16 * 1024;
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(60);
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferOctets };
    private readonly byte[] buffer = new byte[BufferOctets];
    private long received;

    public static async Task<StalledReader> OpenAsync(Uri server, string path, string token)
    {
        var reader = new StalledReader();
        await reader.socket.ConnectAsync(server.Host, server.Port);
        await reader.socket.SendAsync(Encoding.ASCII.GetBytes($"GET /ocip/v1/{path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n"));
        using var stop = new CancellationTokenSource(Max);
        while (reader.received < 2 * BufferOctets)
            Assert.True(await reader.ReadAsync(stop.Token) > 0, "the answer ended at once");
        return reader;
    }

    /// <summary>Reads to the end, however it comes: how many octets came in all. An answer that does not end is cancelled.</summary>
    public async Task<long> RestAsync()
    {
        using var stop = new CancellationTokenSource(Max);
        try
        {
            while (await ReadAsync(stop.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            return received;
        }
        return received;
    }

    public void Dispose() => socket.Dispose();

    private async Task<int> ReadAsync(CancellationToken stop)
    {
        var some = await socket.ReceiveAsync(buffer, stop);
        received += some;
        return some;
    }
}
