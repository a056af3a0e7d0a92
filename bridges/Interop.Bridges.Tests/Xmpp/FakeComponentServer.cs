using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Interop.Bridges.Tests.ConnectorContract;

namespace Interop.Bridges.Tests.Xmpp;

/// <summary>
/// A scripted XMPP server for components, for faults that a real one cannot be made to show. Accepts any secret, answers pings, sends a component's stanzas to
/// itself back (as servers do), and deals them out among several connections of one name, as ejabberd does.
/// </summary>
internal sealed class FakeComponentServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Connection> connections = [];
    private readonly Lock gate = new();
    private readonly Task accepting;
    private int turn;

    public FakeComponentServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Answers this instead of accepting the handshake.</summary>
    public string? RefuseWith { get; set; }

    /// <summary>Reads, and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Connections so far, refused ones too.</summary>
    public int Attempts { get; private set; }

    public IReadOnlyList<Connection> Open
    {
        get
        {
            lock (gate)
                return [.. connections];
        }
    }

    /// <summary>Writes to one connection, the next in turn; waits for one when there is none, as a server that keeps stanzas does.</summary>
    public async Task DealAsync(string xml)
    {
        var writing = Task.CompletedTask;
        await Eventually.Holds(() => TryWriteToNext(xml, out writing), "a connection");
        await writing;
    }

    /// <summary>Chosen and queued in one: a connection that is taken off the list gets nothing more, and what it got before is written before it is closed.</summary>
    private bool TryWriteToNext(string xml, out Task writing)
    {
        lock (gate)
        {
            writing = connections.Count == 0 ? Task.CompletedTask : connections[turn++ % connections.Count].WriteAsync(xml);
            return connections.Count > 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        foreach (var connection in Open)
            connection.Close();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
                running.Add(ServeAsync(new Connection(await listener.AcceptTcpClientAsync(stopping.Token))));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(Connection connection)
    {
        Attempts++;
        try
        {
            using var reader = XmlReader.Create(connection.Stream, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit });
            await reader.MoveToContentAsync();
            await connection.WriteAsync("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='1' from='bridge.xmpp.test'>");
            while (await reader.ReadAsync())
            {
                if (reader.NodeType != XmlNodeType.Element)
                    continue;
                using var inner = reader.ReadSubtree();
                await TakeAsync(connection, await XElement.LoadAsync(inner, LoadOptions.PreserveWhitespace, stopping.Token));
            }
        }
        catch (Exception exception) when (exception is IOException or XmlException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side went away, or we did.
        }
        finally
        {
            lock (gate)
                connections.Remove(connection);
            await connection.CloseAsync();
        }
    }

    private async Task TakeAsync(Connection connection, XElement stanza)
    {
        if (stanza.Name.LocalName == "handshake")
        {
            if (RefuseWith is { } refusal)
            {
                await connection.WriteAsync($"<stream:error><{refusal} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
                connection.Close();
                return;
            }
            lock (gate)
                connections.Add(connection);
            await connection.WriteAsync("<handshake/>");
            return;
        }
        connection.Received.Enqueue(stanza);
        if (IsSilent)
            return;
        if ((string?)stanza.Attribute("to") == "bridge.xmpp.test")
            await DealAsync(stanza.ToString(SaveOptions.DisableFormatting));
        else if (stanza.Name.LocalName == "iq" && (string?)stanza.Attribute("type") is "get" or "set")
            await connection.WriteAsync($"<iq type='result' id='{stanza.Attribute("id")!.Value}' from='{stanza.Attribute("to")!.Value}' to='{stanza.Attribute("from")!.Value}'/>");
    }

    internal sealed class Connection(TcpClient client)
    {
        private Task last = Task.CompletedTask;
        private readonly Lock gate = new();

        public NetworkStream Stream { get; } = client.GetStream();

        public System.Collections.Concurrent.ConcurrentQueue<XElement> Received { get; } = new();

        /// <summary>One after another, whole.</summary>
        public Task WriteAsync(string xml)
        {
            lock (gate)
                return last = AfterAsync(last, xml);
        }

        /// <summary>At once.</summary>
        public void Close() => client.Close();

        /// <summary>After what was dealt to it is written, as far as the other side reads.</summary>
        public async Task CloseAsync()
        {
            try
            {
                await WriteAsync("</stream:stream>");
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // Gone already.
            }
            Close();
        }

        private async Task AfterAsync(Task before, string xml)
        {
            await before;
            await Stream.WriteAsync(Encoding.UTF8.GetBytes(xml));
        }
    }
}
