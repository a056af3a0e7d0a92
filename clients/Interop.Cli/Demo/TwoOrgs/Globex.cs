using System.Text.Json;
using Interop.Bridges.RealServers.Prosody;
using Interop.Cli.Demo.Parts;
using Interop.Client;
using Interop.Protocol;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>An organisation on XMPP whose compliance proxy is a process of its own, with its own keys and archive. Bob works there.</summary>
internal sealed record Globex
{
    public const string Provider = "globex.example";
    public const string ProxyName = "compliance";
    private const string XmppDomain = "globex.test";
    public const string BridgeDomain = $"bridge.{XmppDomain}";

    public required DemoServer Server { get; init; }

    /// <summary>The provider's administrator: scopes admin and archive.</summary>
    public required OcipClient Admin { get; init; }

    public required DemoServer Proxy { get; init; }

    /// <summary>The proxy's administrator: scopes admin and archive.</summary>
    public required OcipClient Office { get; init; }

    public required ProsodyServer Prosody { get; init; }

    public required XmppEmployee Bob { get; init; }

    /// <summary>XMPP server, compliance proxy, server, bridge and Bob.</summary>
    public static async Task<Globex> StartAsync(DemoFolder folder, Neighbourhood neighbours, RunningParts running, TimeProvider time, CancellationToken cancel)
    {
        var bridges = running.Add(new DemoBridges(folder.At("globex-bridges"), folder.At("globex-bridges.log"), time));
        var prosody = running.Add(await ProsodyServer.StartAsync(
            new ProsodyOptions { Folder = folder.At("globex-prosody"), Domain = XmppDomain, Components = [bridges.AddXmpp(BridgeDomain)] }, time, cancel));
        var (proxy, office, options) = await StartProxyAsync(folder, running, time, cancel);
        var server = running.Add(new DemoServer(
            new DemoServerOptions
            {
                Provider = Provider, Data = folder.At("globex-server"), Log = folder.At("globex-server.log"), AlsoAt = neighbours.AddressOf(Provider),
                More = [.. neighbours.OptionsOf(Provider), .. options],
            },
            time));
        await server.StartAsync(cancel);
        var admin = await server.BootstrapAsync(cancel);
        await admin.Admin.DeclareSupervisionAsync(DemoSupervision.Of(Provider), cancel);
        bridges.Connect(prosody, (await admin.Admin.RegisterBridgeAsync(new BridgeRequest("xmpp"), cancel)).Token);
        await bridges.StartAsync(server.Url, cancel);
        var bob = running.Add(await new Hiring(server, admin).OnXmppAsync("bob", "Bob", prosody, cancel));
        return new Globex { Server = server, Admin = admin, Proxy = proxy, Office = office, Prosody = prosody, Bob = bob };
    }

    /// <summary>The proxy, and the options by which the provider finds and believes it: with "queue", what it cannot decide on waits.</summary>
    private static async Task<(DemoServer Proxy, OcipClient Office, string[] Options)> StartProxyAsync(
        DemoFolder folder, RunningParts running, TimeProvider time, CancellationToken cancel)
    {
        var proxy = running.Add(new DemoServer(
            new DemoServerOptions
            {
                Provider = Provider, Data = folder.At("globex-proxy"), Log = folder.At("globex-proxy.log"), More = ["--role", "proxy", "--proxy-name", ProxyName],
            },
            time));
        await proxy.StartAsync(cancel);
        var office = await proxy.BootstrapAsync(cancel);
        var token = await office.Admin.RegisterProviderAsync(new ProviderRequest(ProviderName.Parse(Provider)), cancel);
        var (tokenFile, keysFile) = (folder.At("globex-proxy-token"), folder.At("globex-proxy-keys.json"));
        await File.WriteAllTextAsync(tokenFile, token.Token, cancel);
        await File.WriteAllTextAsync(keysFile, JsonSerializer.Serialize(await office.KeysAsync(cancel), OcipJson.Default.JsonWebKeySet), cancel);
        return (proxy, office, ["--proxy", proxy.Url.ToString(), "--proxy-keys", keysFile, "--proxy-token", tokenFile, "--proxy-name", ProxyName, "--failure-policy", "queue"]);
    }
}
