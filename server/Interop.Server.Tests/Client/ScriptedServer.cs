using Interop.Client;
using Interop.Protocol.Identifiers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Interop.Server.Tests.Client;

/// <summary>A real HTTP server on loopback that answers as one test says: the other side of the wire, told to misbehave.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public static readonly RoomId RoomA = RoomId.Parse("ocip://acme.example/r/0198c0de-0000-7000-8000-000000000001");
    public static readonly RoomId RoomB = RoomId.Parse("ocip://acme.example/r/0198c0de-0000-7000-8000-000000000002");

    private readonly WebApplication app;

    private ScriptedServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<ScriptedServer> StartAsync(Action<WebApplication> script, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        var built = builder.Build();
        script(built);
        await built.StartAsync();
        return new ScriptedServer(built);
    }

    public OcipClient Client(string token = "t0ken") => new(Address, token);

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }
}
