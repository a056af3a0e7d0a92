using System.Net.Sockets;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Interop.Bridges.RealServers.NativeClients;

/// <summary>An XMPP client stream over TCP without TLS: opens, reads one element at a time, writes.</summary>
internal sealed class XmppStream : IAsyncDisposable
{
    public static readonly XNamespace Streams = "http://etherx.jabber.org/streams";
    private readonly TcpClient tcp;
    private readonly NetworkStream network;
    private readonly SemaphoreSlim writing = new(1);
    private XmlReader? reader;

    private XmppStream(TcpClient tcp)
    {
        this.tcp = tcp;
        network = tcp.GetStream();
    }

    public static async Task<XmppStream> ConnectAsync(int port, CancellationToken cancel)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync("127.0.0.1", port, cancel);
        return new XmppStream(connection);
    }

    /// <summary>Opens (or, after authentication, re-opens) the stream.</summary>
    /// <returns>The server's features.</returns>
    public async Task<XElement> OpenAsync(string domain, CancellationToken cancel)
    {
        await WriteAsync($"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='{Streams}' to='{domain}' version='1.0'>", cancel);
        reader?.Dispose();
        reader = XmlReader.Create(network, new XmlReaderSettings
        {
            Async = true, CloseInput = false, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true,
            ConformanceLevel = ConformanceLevel.Document,
        });
        await NextAsync(cancel); // <stream:stream>
        return await ReadAsync(cancel) ?? throw new InvalidOperationException("the server closed the stream instead of sending its features");
    }

    /// <summary>The next element of the stream, or null at its end. Cancelling closes the connection: a read cannot be taken back.</summary>
    public async Task<XElement?> ReadAsync(CancellationToken cancel)
    {
        if (!await NextAsync(cancel))
            return null;
        // A subtree reader returns at the element's end tag; XNode.ReadFrom would wait for what comes after it.
        using var element = reader!.ReadSubtree();
        await using var closing = cancel.Register(tcp.Close);
        return await XElement.LoadAsync(element, LoadOptions.PreserveWhitespace, CancellationToken.None);
    }

    private async Task<bool> NextAsync(CancellationToken cancel)
    {
        await using var closing = cancel.Register(tcp.Close);
        while (await reader!.ReadAsync())
        {
            if (reader.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
                return reader.NodeType == XmlNodeType.Element;
        }
        return false;
    }

    public Task WriteAsync(XElement element, CancellationToken cancel) => WriteAsync(element.ToString(SaveOptions.DisableFormatting), cancel);

    public async Task WriteAsync(string xml, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            await network.WriteAsync(Encoding.UTF8.GetBytes(xml), cancel);
        }
        finally
        {
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        tcp.Dispose();
        await network.DisposeAsync();
        reader?.Dispose();
        writing.Dispose();
    }
}
