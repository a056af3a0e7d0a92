using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Interop.Protocol.Media;
using Interop.Protocol.Time;

namespace Interop.Server.Media.Scanning;

/// <summary>
/// ClamAV's daemon by its own protocol (man clamd: zVERSION, zINSTREAM): octets go over the connection in chunks, each after its length in four octets, and
/// an empty one ends them. The daemon needs no access to the archive's files.
/// </summary>
internal sealed class ClamdScanner(ClamdAddress address, TimeProvider time) : IMediaScanner
{
    private const int ChunkOctets = 64 * 1024;
    private const int ReplyOctetsMax = 4096;
    private const int NameCharactersMax = 255;
    private const string Prefix = "stream: ";
    private const string Found = " FOUND";
    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    /// <summary>A scan of the largest file that clamd takes by default (25 MB) is a matter of seconds.</summary>
    private static readonly TimeSpan WholeMax = TimeSpan.FromMinutes(5);

    public async Task<MediaScan> ScanAsync(Stream octets, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(WholeMax);
        try
        {
            var version = await AskAsync("zVERSION\0", null, limit.Token);
            var reply = await AskAsync("zINSTREAM\0", octets, limit.Token);
            var at = WireTime.Format(time.GetUtcNow());
            if (reply == Prefix + "OK")
                return new MediaScan(MediaVerdicts.Clean, at, Bound(version));
            if (reply.StartsWith(Prefix, StringComparison.Ordinal) && reply.EndsWith(Found, StringComparison.Ordinal))
                return new MediaScan(MediaVerdicts.Infected, at, Bound(version), Bound(reply[Prefix.Length..^Found.Length]));
            throw new ScannerAwayException($"clamd cannot say: {Bound(reply)}");
        }
        catch (Exception away) when (away is SocketException || (away is IOException and not Archive.Encryption.DataFileException) || (away is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new ScannerAwayException($"clamd is away: {away.Message}", away);
        }
    }

    private async Task<string> AskAsync(string command, Stream? octets, CancellationToken stop)
    {
        using var socket = address.Socket();
        using (var connecting = CancellationTokenSource.CreateLinkedTokenSource(stop))
        {
            connecting.CancelAfter(ConnectMax);
            await socket.ConnectAsync(address.EndPoint, connecting.Token);
        }
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command), stop);
        try
        {
            if (octets is not null)
                await SendAsync(octets, stream, stop);
        }
        catch (IOException)
        {
            // It may have said why before it closed the connection.
            if (await ReplyAsync(stream, stop) is { Length: > 0 } said)
                return said;
            throw;
        }
        return await ReplyAsync(stream, stop);
    }

    private static async Task SendAsync(Stream octets, NetworkStream stream, CancellationToken stop)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(sizeof(uint) + ChunkOctets);
        try
        {
            int read;
            do
            {
                read = await octets.ReadAsync(chunk.AsMemory(sizeof(uint), ChunkOctets), stop);
                BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)read);
                await stream.WriteAsync(chunk.AsMemory(0, sizeof(uint) + read), stop);
            }
            while (read > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
        }
    }

    private static async Task<string> ReplyAsync(NetworkStream stream, CancellationToken stop)
    {
        var reply = new byte[ReplyOctetsMax];
        var count = 0;
        int read;
        while (count < reply.Length && (read = await stream.ReadAsync(reply.AsMemory(count), stop)) > 0)
        {
            count += read;
            if (reply[count - 1] == 0)
                break;
        }
        return Encoding.UTF8.GetString(reply, 0, count).TrimEnd('\0', '\n');
    }

    private static string Bound(string text) => text.Length switch { 0 => "?", > NameCharactersMax => text[..NameCharactersMax], _ => text };
}
