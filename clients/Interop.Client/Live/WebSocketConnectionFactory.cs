using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Interop.Client.Live;

/// <summary>Connects SignalR by WebSocket alone: no negotiation round trip, no fallback transport, headers on the upgrade request.</summary>
internal sealed class WebSocketConnectionFactory(Action<ClientWebSocketOptions> configure) : IConnectionFactory
{
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        try
        {
            configure(socket.Options);
            await socket.ConnectAsync(((UriEndPoint)endpoint).Uri, cancellationToken);
            return new WebSocketConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
