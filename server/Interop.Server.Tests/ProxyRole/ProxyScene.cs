using System.Net.Http.Headers;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;

namespace Interop.Server.Tests.ProxyRole;

/// <summary>A compliance proxy as a process of its own, and a provider in front of which it stands.</summary>
internal sealed class ProxyScene : IAsyncDisposable
{
    private readonly string[] options;
    private readonly List<IDisposable> owned = [];
    private readonly ProxyProcess process;

    private ProxyScene(ProxyProcess process, Scene scene, string[] options) => (this.process, Scene, this.options) = (process, scene, options);

    public ServerProcess Proxy => process.Server;

    /// <summary>The proxy's administrator: scopes admin and archive.</summary>
    public OcipClient Office => process.Office;

    /// <summary>The proxy's keys.</summary>
    public JsonWebKeySet Keys => process.Keys;

    /// <summary>The provider and its people.</summary>
    public Scene Scene { get; }

    public string Token => process.Token;

    /// <summary>Between provider and proxy, when there is one.</summary>
    public Relay? Relay { get; private init; }

    public static Task<ProxyScene> OpenAsync(params string[] options) => OpenAsync(behindRelay: false, options);

    public static Task<ProxyScene> OpenBehindRelayAsync(params string[] options) => OpenAsync(behindRelay: true, options);

    private static async Task<ProxyScene> OpenAsync(bool behindRelay, string[] options)
    {
        var started = await ProxyProcess.OpenAsync(ServerProcess.Provider);
        var relay = behindRelay ? new Relay(started.Server.Address) : null;
        string[] all = [.. started.Options(relay?.Address), .. options];
        return new ProxyScene(started, await Scene.OpenAsync(all), all) { Relay = relay };
    }

    /// <summary>Kills the provider and starts it again.</summary>
    public Task RestartProviderAsync() => Scene.Server.RestartAsync(options);

    public Task StartProxyAsync(params string[] more) => process.RestartAsync(more);

    public Task CloseAsync(Actor person) => Office.Admin.SetHoursAsync(person.User, new DeliveryHours { Zone = "Etc/UTC", Weekly = [] });

    public Task OpenHoursAsync(Actor person) =>
        Office.Admin.SetHoursAsync(person.User, new DeliveryHours { Zone = "Etc/UTC", Weekly = [new WeeklyHours(Compliance.Hours.Calendars.EveryDay, "00:00", "24:00")] });

    /// <summary>An information barrier in the proxy's book.</summary>
    public async Task BarrierAsync(string one, string other)
    {
        using var author = new OcipClient(Proxy.Address, (await Office.Admin.CreateTokenAsync("author", new TokenRequest(["policy"]))).Token);
        using var second = new OcipClient(Proxy.Address, (await Office.Admin.CreateTokenAsync("second", new TokenRequest(["policy"]))).Token);
        await Scene.BarrierAsync(author, second, "wall", one, other);
    }

    public Task<ArchiveAudit> AuditProxyAsync() => process.AuditAsync();

    /// <summary>Another proxy answers from now on, with a name and a token that are good, and keys of its own.</summary>
    public async Task PutStrangerBehindRelayAsync(ServerProcess stranger)
    {
        using var nobody = new OcipClient(stranger.Address, null);
        var secret = (await File.ReadAllTextAsync(Path.Combine(stranger.Data, "bootstrap-secret"))).Trim();
        using var office = new OcipClient(stranger.Address, (await nobody.Admin.BootstrapAsync(new BootstrapRequest(secret))).Token);
        var token = await office.Admin.RegisterProviderAsync(new ProviderRequest(ServerProcess.Provider));
        Relay!.Redirect(stranger.Address, token.Token);
    }

    /// <summary>A provider's own way to ask the proxy.</summary>
    public HttpClient Ask()
    {
        var http = new HttpClient { BaseAddress = new Uri(Proxy.Address, "ocip/v1/proxy/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        owned.Add(http);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        owned.ForEach(o => o.Dispose());
        await Scene.DisposeAsync();
        if (Relay is not null)
            await Relay.DisposeAsync();
        await process.DisposeAsync();
    }
}
