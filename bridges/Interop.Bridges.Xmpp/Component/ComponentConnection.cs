using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Interop.Bridges.Xmpp.Xml;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>One connection of an external component (XEP-0114), from the handshake to its end.</summary>
internal sealed class ComponentConnection : IDisposable
{
    private static readonly TimeSpan WriteMax = TimeSpan.FromSeconds(30);
    private readonly Socket socket;
    private readonly NetworkStream network;
    private readonly StanzaFramer framer;
    private readonly StanzaParser parser = new();
    private readonly SemaphoreSlim writing = new(1);
    private readonly TimeProvider time;
    private readonly byte[] octets = new byte[32 * 1024];
    private readonly Queue<StreamFrame> frames = new();
    private XmppStreamException? fault;
    private long heardAt;

    private ComponentConnection(Socket socket, XmlLimits limits, TimeProvider time)
    {
        this.socket = socket;
        this.time = time;
        network = new NetworkStream(socket, ownsSocket: true);
        framer = new StanzaFramer(limits);
        heardAt = time.GetTimestamp();
    }

    /// <summary>How long the server has been silent.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref heardAt));

    /// <summary>Connects and shakes hands.</summary>
    /// <exception cref="XmppStreamException">The server refused; the condition says why.</exception>
    /// <exception cref="SocketException">Not reachable.</exception>
    public static async Task<ComponentConnection> OpenAsync(XmppOptions options, XmlLimits limits, TimeProvider time, CancellationToken cancel)
    {
        var opened = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        ComponentConnection? connection = null;
        try
        {
            opened.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            await opened.ConnectAsync(options.Host, options.Port, cancel);
            connection = new ComponentConnection(opened, limits, time);
            await connection.ShakeHandsAsync(options, cancel);
            return connection;
        }
        catch
        {
            connection?.Dispose();
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The next stanza, or null when the server closed the stream.</summary>
    /// <exception cref="XmppStreamException">A stream error, or XML that no stream may have.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<InboundStanza?> ReadAsync(CancellationToken cancel)
    {
        var frame = await NextFrameAsync(cancel);
        if (frame is null || frame.Value.Kind == FrameKind.End)
            return null;
        var (kind, content, refused, length) = frame.Value;
        if (kind == FrameKind.Header)
            throw new XmppStreamException(XmppStreamException.NotWellFormed, "The server opened a second stream.");
        if (kind == FrameKind.Refused)
            return new InboundStanza(content.Length == 0 ? null : parser.ParseTag(content), refused, length);
        var element = parser.Parse(content);
        if (element.Name == Ns.Stream + "error")
            throw StreamError(element);
        return new InboundStanza(element, null, length);
    }

    /// <summary>Writes octets that <see cref="StanzaWriter"/> made; whole stanzas, one after another.</summary>
    /// <exception cref="IOException">The connection broke; it is of no more use.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> stanza, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            // Half a stanza must never stay on the wire: only the connection's end interrupts a write, the caller's token does not.
            using var limit = new CancellationTokenSource(WriteMax, time);
            await network.WriteAsync(stanza, limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            Dispose();
            throw new IOException("The XMPP server does not read.", exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException("The connection to the XMPP server is closed.", exception);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Says good-bye, as far as that is possible; what the server still sends can be read.</summary>
    public async Task CloseAsync(CancellationToken cancel)
    {
        await WriteAsync("</stream:stream>"u8.ToArray(), cancel);
        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Drops the connection; a pending read or write fails.</summary>
    public void Dispose() => network.Dispose();

    private async Task ShakeHandsAsync(XmppOptions options, CancellationToken cancel)
    {
        var header = new XElement("x", options.Domain).ToString()[3..^4]; // escaped
        await WriteAsync(
            Encoding.UTF8.GetBytes($"<?xml version='1.0'?><stream:stream xmlns='{Ns.Component}' xmlns:stream='{Ns.Stream}' to='{header}'>"), cancel);
        var frame = await NextFrameAsync(cancel);
        if (frame is not { Kind: FrameKind.Header })
            throw new XmppStreamException(XmppStreamException.NotWellFormed, "The server closed the connection before it opened a stream.");
        // Prosody answers an unknown name with a header without id and host-unknown; ejabberd with an id, and refuses the handshake.
        var id = (string?)parser.ParseHeader(frame.Value.Octets).Attribute("id") ?? "";
        var digest = SHA1Of(id + options.Secret);
        await WriteAsync(Encoding.ASCII.GetBytes($"<handshake>{digest}</handshake>"), cancel);
        var answer = await ReadAsync(cancel);
        if (answer?.Element?.Name.LocalName != "handshake")
            throw new XmppStreamException(XmppStreamException.NotAuthorized, "The server closed the stream instead of accepting the handshake.");
    }

    /// <summary>XEP-0114 prescribes SHA-1 here.</summary>
    private static string SHA1Of(string text)
    {
#pragma warning disable CA5350
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    private async ValueTask<StreamFrame?> NextFrameAsync(CancellationToken cancel)
    {
        while (frames.Count == 0)
        {
            if (fault is not null)
                throw fault;
            int read;
            try
            {
                read = await network.ReadAsync(octets, cancel);
            }
            catch (ObjectDisposedException exception)
            {
                throw new IOException("The connection to the XMPP server was given up.", exception);
            }
            if (read == 0)
                return null;
            Volatile.Write(ref heardAt, time.GetTimestamp());
            Feed(octets.AsSpan(0, read));
            if (frames.Count == 0 && fault is not null)
                throw fault;
        }
        return frames.Dequeue();
    }

    /// <summary>What was complete before a fault still counts.</summary>
    private void Feed(ReadOnlySpan<byte> received)
    {
        var made = new List<StreamFrame>();
        try
        {
            framer.Feed(received, made);
        }
        catch (XmppStreamException exception)
        {
            fault = exception;
        }
        foreach (var frame in made)
            frames.Enqueue(frame);
    }

    private static XmppStreamException StreamError(XElement error)
    {
        var condition = error.Elements().FirstOrDefault(e => e.Name.LocalName != "text")?.Name.LocalName ?? "undefined-condition";
        var text = error.Elements().FirstOrDefault(e => e.Name.LocalName == "text")?.Value;
        return new XmppStreamException(condition, $"The XMPP server ended the stream: {condition}{(text is null ? "" : $" ({text})")}.");
    }
}
