using System.Net.Sockets;
using System.Xml.Linq;
using Interop.Bridges.Connectors;
using Interop.Bridges.Xmpp.Xml;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Xmpp.Component;

/// <summary>
/// Keeps the component connected: connects, takes the lease on its name, reads, asks for signs of life, and after an end connects again. XEP-0198 does not
/// exist for components, so what was under way when a connection ended is unknown: every wait for an answer fails then, and the core tries again.
/// </summary>
internal sealed partial class ComponentStream(XmppOptions options, XmlLimits limits, IStreamListener listener, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan ClosingMax = TimeSpan.FromSeconds(5);
    private readonly PendingQueries queries = new();
    private readonly StanzaWriter writer = new(options.Domain, options.StanzaOctetsMax);
    private readonly CancellationTokenSource stopping = new();
    private readonly NameLease lease = new(options.Domain, time);
    private volatile ComponentConnection? current;
    private volatile string? lostLease;
    private Task? running;
    private int serial;

    /// <summary>True when stanzas can be sent.</summary>
    public bool IsConnected => current is not null;

    /// <summary>Makes the first attempt; then keeps connected in the background.</summary>
    /// <exception cref="ConnectorSettingsException">The server knows neither the name nor the secret.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running = RunAsync(first, stopping.Token);
        await first.Task.WaitAsync(cancel);
    }

    /// <summary>Writes a stanza; returns when it is handed to the network.</summary>
    /// <exception cref="BadStanzaException">It must not be written.</exception>
    /// <exception cref="IOException">Not connected.</exception>
    public Task SendAsync(XElement stanza, CancellationToken cancel) =>
        (current ?? throw NotConnected()).WriteAsync(writer.Write(stanza), cancel);

    /// <summary>Asks, and returns the answer.</summary>
    /// <param name="iq">Without id: it gets one.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="StanzaErrorException">The answer is an error.</exception>
    /// <exception cref="TimeoutException">No answer.</exception>
    /// <exception cref="IOException">Not connected, or no longer.</exception>
    public async Task<XElement> QueryAsync(XElement iq, CancellationToken cancel)
    {
        var id = NextId();
        iq.SetAttributeValue("id", id);
        var answer = queries.Add(id, (string?)iq.Attribute("to") ?? "");
        try
        {
            await SendAsync(iq, cancel);
            return await answer.WaitAsync(options.AnswerMax, time, cancel);
        }
        finally
        {
            queries.Remove(id);
        }
    }

    /// <summary>Returns when the server has handled everything that was sent before: it answers in the order in which it reads.</summary>
    /// <inheritdoc cref="QueryAsync" path="/exception"/>
    public async Task ConfirmAsync(CancellationToken cancel)
    {
        try
        {
            await QueryAsync(Ping(options.Server), cancel);
        }
        catch (StanzaErrorException)
        {
            // "I do not know this query" is an answer as good as any.
        }
    }

    public string NextId() => $"{lease.Instance[^8..]}-{Interlocked.Increment(ref serial)}";

    /// <summary>Closes the stream; what the server still sends before it closes its side is received.</summary>
    public async Task StopAsync()
    {
        if (running is null)
            return;
        var connection = current;
        await stopping.CancelAsync();
        if (connection is not null)
        {
            try
            {
                using var limit = new CancellationTokenSource(ClosingMax, time);
                await connection.CloseAsync(limit.Token);
                await running.WaitAsync(TimeSpan.FromSeconds(3), time);
            }
            catch (Exception exception) when (exception is IOException or SocketException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                LogClosed(exception.Message);
            }
            connection.Dispose();
        }
        await running;
        running = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task RunAsync(TaskCompletionSource first, CancellationToken stop)
    {
        var backoff = new ReconnectBackoff();
        while (!stop.IsCancellationRequested)
        {
            string why;
            try
            {
                using var connection = await ConnectAsync(stop);
                backoff.Reset();
                current = connection;
                why = await ReadUntilEndAsync(connection, first);
            }
            catch (XmppStreamException exception) when (exception.Condition is XmppStreamException.NotAuthorized or XmppStreamException.HostUnknown)
            {
                why = $"{exception.Message} Check domain ({options.Domain}) and secret here and in the XMPP server's settings; './interop bridges secret xmpp' makes both.";
                if (first.TrySetException(new ConnectorSettingsException(why)))
                    return;
            }
            catch (Exception exception) when (exception is IOException or SocketException or TimeoutException or StanzaErrorException)
            {
                why = exception is SocketException ? $"{options.Host}:{options.Port} cannot be reached: {exception.Message}" : exception.Message;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                why = "stopped";
            }
            catch (Exception exception)
            {
                // A bug must not take the bridge off the network for good.
                LogBug(exception);
                why = exception.Message;
            }
            current = null;
            queries.FailAll(new IOException($"The connection to the XMPP server ended: {why}"));
            await listener.DisconnectedAsync(why);
            first.TrySetResult();
            if (stop.IsCancellationRequested)
                return;
            var pause = backoff.Next();
            LogReconnect(why, pause.TotalSeconds);
            await Task.Delay(pause, time, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<ComponentConnection> ConnectAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(options.AnswerMax, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await ComponentConnection.OpenAsync(options, limits, time, both.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new IOException($"{options.Host}:{options.Port} did not answer within {options.AnswerMax.TotalSeconds} s.", exception);
        }
    }

    private async Task<string> ReadUntilEndAsync(ComponentConnection connection, TaskCompletionSource first)
    {
        using var ended = new CancellationTokenSource();
        var watch = WatchAsync(connection, ended.Token);
        var taking = TakeLeaseAsync(connection, first, ended.Token);
        try
        {
            // Not ended by "stop": after our good-bye the server's last stanzas are still taken.
            while (await connection.ReadAsync(CancellationToken.None) is { } stanza)
                await DispatchAsync(stanza, CancellationToken.None);
            return lostLease ?? "The XMPP server closed the stream.";
        }
        catch (IOException) when (lostLease is { } why)
        {
            return why;
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
            await taking;
        }
    }

    /// <summary>ejabberd lets two components of one name in and deals stanzas out at random: we make sure that we are alone before we say that we are there.</summary>
    private async Task TakeLeaseAsync(ComponentConnection connection, TaskCompletionSource first, CancellationToken ended)
    {
        lostLease = null;
        try
        {
            if (await lease.TakeAsync(probe => connection.WriteAsync(writer.Write(probe), ended), ended))
            {
                await listener.ConnectedAsync();
                first.TrySetResult();
                return;
            }
            lostLease = $"Another bridge is connected to the XMPP server as {options.Domain}. Stop one of the two.";
            await GiveWayAsync(connection, ended);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            LogClosed(exception.Message);
        }
    }

    /// <summary>What the server dealt to this connection before it reads our good-bye is ours: nobody else will get it.</summary>
    private async Task GiveWayAsync(ComponentConnection connection, CancellationToken ended)
    {
        try
        {
            await connection.CloseAsync(ended);
            await Task.Delay(ClosingMax, time, ended);
        }
        finally
        {
            connection.Dispose();
        }
    }

    private async Task DispatchAsync(InboundStanza stanza, CancellationToken cancel)
    {
        if (stanza.Refused is not null)
        {
            await listener.ReceiveRefusedAsync(stanza, cancel);
            return;
        }
        var element = stanza.Element!;
        if (lease.Heard(element) is { } replies)
        {
            // One that gives way has nothing to hold, and nothing more to say.
            foreach (var reply in lostLease is null ? replies : [])
                await SendAsync(reply, cancel);
            return;
        }
        var isAnswer = element.Name.LocalName == "iq" && (string?)element.Attribute("type") is "result" or "error";
        if (isAnswer)
            queries.Answer(element);
        else
            await listener.ReceiveAsync(element, cancel);
    }

    /// <summary>Asks for a sign of life when it is quiet, and gives up a dead connection.</summary>
    private async Task WatchAsync(ComponentConnection connection, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(options.Keepalive / 2, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                if (connection.Silence > options.DeadPeer)
                {
                    LogDead(connection.Silence.TotalSeconds);
                    connection.Dispose();
                    return;
                }
                if (connection.Silence > options.Keepalive)
                {
                    var ping = Ping(options.Server);
                    ping.SetAttributeValue("id", NextId());
                    await connection.WriteAsync(writer.Write(ping), ended);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            LogClosed(exception.Message);
        }
    }

    private XElement Ping(string to) =>
        new(Ns.Component + "iq", new XAttribute("type", "get"), new XAttribute("from", options.Domain), new XAttribute("to", to), new XElement(Ns.Ping + "ping"));

    private static IOException NotConnected() => new("The XMPP server is not connected.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "XMPP connection ended: {Why} Trying again in {Seconds:0.0} s.")]
    private partial void LogReconnect(string why, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The XMPP server has been silent for {Seconds:0} s: connection given up.")]
    private partial void LogDead(double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Closing: {Why}")]
    private partial void LogClosed(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "A fault in the XMPP connector ended the connection.")]
    private partial void LogBug(Exception exception);
}
