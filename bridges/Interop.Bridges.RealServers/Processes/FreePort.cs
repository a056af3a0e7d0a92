using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Interop.Bridges.RealServers.Processes;

/// <summary>
/// Loopback ports that nobody uses, kept for this process until it ends. Runs at the same time do not get the same one: each
/// port has a lock file. They lie below the range that outgoing connections take theirs from.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private static readonly string Locks = Path.Combine(Path.GetTempPath(), $"interop-ports-{Environment.UserName}");
    private static readonly List<FileStream> Held = [];

    /// <returns>A free port of 127.0.0.1.</returns>
    public static int Take()
    {
        Directory.CreateDirectory(Locks);
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (Lock(port) is not { } held)
                continue;
            if (!IsFree(port))
            {
                held.Dispose();
                continue;
            }
            lock (Held)
                Held.Add(held);
            return port;
        }
        throw new InvalidOperationException($"no free port between {First} and {Last} on 127.0.0.1");
    }

    private static FileStream? Lock(int port)
    {
        try
        {
            return new FileStream(Path.Combine(Locks, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // another run has it
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
