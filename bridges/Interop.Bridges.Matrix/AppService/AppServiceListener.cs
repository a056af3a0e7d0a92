using System.Net;
using Interop.Bridges.Connectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Interop.Bridges.Matrix.AppService;

/// <summary>A web server of its own for the homeserver, on a loopback address, reading nothing from the environment.</summary>
internal sealed class AppServiceListener : IAsyncDisposable
{
    private readonly WebApplication application;

    public AppServiceListener(Uri listen, RequestDelegate handle, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = IngressLimits.TransactionOctetsMax;
            kestrel.Limits.MaxConcurrentConnections = IngressLimits.ConnectionsMax;
            kestrel.Limits.RequestHeadersTimeout = IngressLimits.HeadersTimeout;
            kestrel.Limits.MaxRequestHeadersTotalSize = IngressLimits.HeaderOctetsMax;
            kestrel.Listen(AddressOf(listen), listen.Port);
        });
        application = builder.Build();
        application.Run(handle);
    }

    public Task StartAsync(CancellationToken cancel) => application.StartAsync(cancel);

    /// <summary>Takes no more requests; those under way end first.</summary>
    public Task StopAsync(CancellationToken cancel) => application.StopAsync(cancel);

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>Tokens and messages cross this connection in clear, so it must not leave the machine.</summary>
    private static IPAddress AddressOf(Uri listen)
    {
        var address = listen.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(listen.Host.Trim('[', ']'), out var parsed) ? parsed : null;
        return address is not null && IPAddress.IsLoopback(address) && listen.Scheme == "http"
            ? address
            : throw new ConnectorSettingsException("connectors:matrix:listen is not http on a loopback address; if the homeserver is elsewhere, put a TLS proxy in front and name it in publicUrl.");
    }
}
