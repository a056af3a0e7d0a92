using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>
/// A program of its own: opens connections to a local port and says nothing on any of them, until it is killed. In the test's own
/// process they would share its sockets and threads with the client that is watched.
/// </summary>
internal static class SilentConnections
{
    public const string Verb = "silent-connections";

    /// <summary>silent-connections PORT COUNT</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is not [Verb, var port, var count])
            return 2;
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        var open = new List<Socket>();
        while (open.Count < int.Parse(count, CultureInfo.InvariantCulture))
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address);
            open.Add(socket);
        }
        await Console.Out.WriteLineAsync($"opened {open.Count}");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
