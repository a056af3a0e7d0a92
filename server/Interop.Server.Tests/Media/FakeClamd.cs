using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Interop.Server.Tests.Media;

/// <summary>
/// Speaks clamd's protocol on the wire as its manual has it: commands that begin with z end with NUL; INSTREAM takes chunks after their length, in network
/// order, until an empty one. It knows one signature, that of the EICAR test file.
/// </summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    public const string Version = "ClamAV 1.4.3/27824/Sat Nov 21 08:26:41 2026";
    public const string Signature = "Win.Test.EICAR_HDB-1";

    /// <summary>The test file, in two parts: scanners of this machine need not find it in this source.</summary>
    public static readonly byte[] Eicar = Encoding.ASCII.GetBytes(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*");

    private readonly Socket listening;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public FakeClamd(EndPoint? at = null)
    {
        var point = at ?? new IPEndPoint(IPAddress.Loopback, 0);
        listening = new Socket(point.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(point);
        listening.Listen();
        running = Task.Run(RunAsync);
    }

    public string Option => listening.LocalEndPoint is IPEndPoint ip ? $"clamd:127.0.0.1:{ip.Port}" : $"clamd:{listening.LocalEndPoint}";

    public IPEndPoint Place => (IPEndPoint)listening.LocalEndPoint!;

    /// <summary>Octets that it takes of one stream, as StreamMaxLength.</summary>
    public long OctetsMax { get; init; } = 25_000_000;

    /// <summary>Streams that were scanned.</summary>
    public int Scanned { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listening.Dispose();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                var socket = await listening.AcceptAsync(stop.Token);
                _ = Task.Run(() => ServeAsync(socket));
            }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var command = new StringBuilder();
            var one = new byte[1];
            while (await stream.ReadAsync(one, stop.Token) == 1 && one[0] != 0)
                command.Append((char)one[0]);
            var reply = command.ToString() switch
            {
                "zVERSION" => Version,
                "zINSTREAM" => await ScanAsync(stream),
                _ => "UNKNOWN COMMAND",
            };
            await stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\0"), stop.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            return;
        }
    }

    private async Task<string> ScanAsync(NetworkStream stream)
    {
        using var octets = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, stop.Token);
            var count = BinaryPrimitives.ReadUInt32BigEndian(length);
            if (count == 0)
                break;
            if (octets.Length + count > OctetsMax)
                return "INSTREAM size limit exceeded. ERROR";
            var chunk = new byte[count];
            await stream.ReadExactlyAsync(chunk, stop.Token);
            octets.Write(chunk);
        }
        Scanned++;
        return octets.GetBuffer().AsSpan(0, (int)octets.Length).IndexOf(Eicar) >= 0 ? $"stream: {Signature} FOUND" : "stream: OK";
    }
}
