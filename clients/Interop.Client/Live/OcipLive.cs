using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Interop.Client.Sync;
using Interop.Protocol;
using Interop.Protocol.ClientApi;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Interop.Client.Live;

/// <summary>
/// The live binding of the client API (spec 13): SignalR's JSON protocol over one WebSocket. Connects on first use and again after
/// the connection broke; a stream resumes by cursor. Refusals are <see cref="OcipProblemException"/>, a broken connection is
/// IOException. Safe for concurrent use.
/// </summary>
public sealed class OcipLive : IAsyncDisposable
{
    private readonly HubConnection hub;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim connecting = new(1);

    /// <param name="server">Root of the server.</param>
    /// <param name="token">Bearer token with scope client.</param>
    /// <param name="time">Clock of back-off; null for the system's.</param>
    public OcipLive(Uri server, string? token, TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(HubUri(server)));
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnectionFactory(options =>
        {
            if (token is not null)
                options.SetRequestHeader("Authorization", $"Bearer {token}");
        }));
        builder.AddJsonProtocol(json => json.PayloadSerializerOptions = OcipJson.Default.Options);
        hub = builder.Build();
    }

    /// <summary>Where the hub of a server is: the root's ws or wss form plus hubs/client.</summary>
    public static Uri HubUri(Uri server) => new UriBuilder(new Uri(new Uri(server.AbsoluteUri.TrimEnd('/') + "/"), "hubs/client"))
    {
        Scheme = server.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
    }.Uri;

    /// <summary>One transaction, one try; see <see cref="Submitting.Submitter"/>.</summary>
    public Task<SubmitResponse> SubmitAsync(SubmitRequest request, CancellationToken stop = default) =>
        CallAsync(() => hub.InvokeAsync<SubmitResponse>("Submit", request, stop), stop);

    /// <summary>Tells the server that everything up to the cursor is safe here.</summary>
    public Task AckAsync(long cursor, CancellationToken stop = default) =>
        CallAsync(async () => { await hub.InvokeAsync("Ack", cursor, stop); return true; }, stop);

    /// <summary>The stream, until cancelled; same promises as <see cref="OcipClient.SyncAsync(long?, CancellationToken)"/>.</summary>
    /// <param name="after">Cursor; null for the acknowledged one, -1 for the start.</param>
    /// <param name="stop">Ends the stream.</param>
    public IAsyncEnumerable<SyncFrame> SyncAsync(long? after, CancellationToken stop = default) =>
        ResumingStream.RunAsync(after, OpenAsync, time, stop);

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        connecting.Dispose();
    }

    private async IAsyncEnumerable<SyncFrame> OpenAsync(long? after, [EnumeratorCancellation] CancellationToken stop)
    {
        var frames = await CallAsync(() => Task.FromResult(hub.StreamAsync<SyncFrame>("Sync", after, stop).GetAsyncEnumerator(stop)), stop);
        await using (frames)
        {
            while (await CallAsync(() => frames.MoveNextAsync().AsTask(), stop))
                yield return frames.Current;
        }
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken stop)
    {
        try
        {
            if (hub.State != HubConnectionState.Connected)
                await ConnectAsync(stop);
            return await call();
        }
        catch (HubException refusal)
        {
            throw new OcipProblemException(HubProblem.Of(refusal.Message));
        }
        catch (Exception broken) when (IsBroken(broken) && !stop.IsCancellationRequested)
        {
            throw new IOException("the live connection broke before the answer came", broken);
        }
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        await connecting.WaitAsync(stop);
        try
        {
            if (hub.State == HubConnectionState.Disconnected)
                await hub.StartAsync(stop);
        }
        catch (WebSocketException refused) when (refused.Message.Contains("401", StringComparison.Ordinal))
        {
            // The upgrade's status is only in the message; without this a revoked token would be retried for ever.
            throw new OcipProblemException(OcipProblemException.WithoutBody(HttpStatusCode.Unauthorized));
        }
        finally
        {
            connecting.Release();
        }
    }

    // SignalR cancels or faults what was under way when the connection ends, and throws InvalidOperationException when it is gone already.
    private static bool IsBroken(Exception failure) =>
        failure is WebSocketException or IOException or InvalidOperationException or OperationCanceledException or HttpRequestException;
}
