using Interop.Bridges.RealServers.Synapse;
using Interop.Cli.Demo.Parts;
using Interop.Client;
using Interop.Protocol.AdminApi;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>An organisation on Matrix whose policies are in its server. Alice works there.</summary>
internal sealed record Acme
{
    public const string Provider = "acme.example";
    public const string MatrixServerName = "acme.test";

    public required DemoServer Server { get; init; }

    /// <summary>Scopes admin and archive.</summary>
    public required OcipClient Admin { get; init; }

    public required SynapseServer Synapse { get; init; }

    public required MatrixEmployee Alice { get; init; }

    /// <summary>Homeserver, server, bridge and Alice.</summary>
    public static async Task<Acme> StartAsync(DemoFolder folder, Neighbourhood neighbours, RunningParts running, TimeProvider time, CancellationToken cancel)
    {
        var bridges = running.Add(new DemoBridges(folder.At("acme-bridges"), folder.At("acme-bridges.log"), time));
        var registrations = await bridges.AddMatrixAsync(MatrixServerName, cancel);
        var synapse = running.Add(await SynapseServer.StartAsync(
            new SynapseOptions { Folder = folder.At("acme-synapse"), ServerName = MatrixServerName, Registrations = registrations }, time, cancel));
        var server = running.Add(new DemoServer(
            new DemoServerOptions
            {
                Provider = Provider, Data = folder.At("acme-server"), Log = folder.At("acme-server.log"), AlsoAt = neighbours.AddressOf(Provider), More = neighbours.OptionsOf(Provider),
            },
            time));
        await server.StartAsync(cancel);
        var admin = await server.BootstrapAsync(cancel);
        await admin.Admin.DeclareSupervisionAsync(DemoSupervision.Of(Provider), cancel);
        bridges.Connect(synapse, (await admin.Admin.RegisterBridgeAsync(new BridgeRequest("matrix"), cancel)).Token);
        await bridges.StartAsync(server.Url, cancel);
        var alice = running.Add(await new Hiring(server, admin).OnMatrixAsync("alice", "Alice", synapse, cancel));
        return new Acme { Server = server, Admin = admin, Synapse = synapse, Alice = alice };
    }
}
