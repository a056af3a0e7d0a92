using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.Prosody;
using Interop.Bridges.RealServers.Synapse;
using Interop.Cli.Demo.Parts;
using Interop.Client;
using Interop.Protocol.AdminApi;

namespace Interop.Cli.Demo.OneOrg;

/// <summary>
/// A firm with its server and bridges, a homeserver and an XMPP server, all on this machine. Two employees with Matrix accounts of
/// their own, alice and carol; an outsider on XMPP, bob.
/// </summary>
internal sealed class OneOrgWorld : IAsyncDisposable
{
    public const string Provider = "acme.example";
    public const string MatrixServerName = "hs.test";
    public const string XmppBridgeDomain = "bridge.xmpp.test";

    private readonly RunningParts parts;
    private readonly DemoContacts asked;

    private OneOrgWorld(RunningParts running, DemoContacts contacts) => (parts, asked) = (running, contacts);

    public required SynapseServer Synapse { get; init; }

    public required ProsodyServer Prosody { get; init; }

    public required DemoServer Server { get; init; }

    /// <summary>Scopes admin and archive.</summary>
    public required OcipClient Admin { get; init; }

    public required MatrixEmployee Alice { get; init; }

    public required MatrixEmployee Carol { get; init; }

    public required DemoOutsider Bob { get; init; }

    /// <summary>Brings everything up, step by step.</summary>
    public static async Task<OneOrgWorld> StartAsync(DemoFolder folder, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        var running = new RunningParts();
        try
        {
            progress.Report("1/7 what the demo needs");
            await Setup.RunAsync(new IndentedProgress(progress), time, cancel);

            var bridges = running.Add(new DemoBridges(folder.At("bridges"), folder.At("bridges.log"), time));
            var registrations = await bridges.AddMatrixAsync(MatrixServerName, cancel);
            var component = bridges.AddXmpp(XmppBridgeDomain);
            progress.Report("2/7 Synapse, with the bridge's registration");
            var synapse = running.Add(await SynapseServer.StartAsync(new SynapseOptions { Folder = folder.At("synapse"), ServerName = MatrixServerName, Registrations = registrations }, time, cancel));
            progress.Report("3/7 Prosody, with the bridge's component");
            var prosody = running.Add(await ProsodyServer.StartAsync(new ProsodyOptions { Folder = folder.At("prosody"), Components = [component] }, time, cancel));
            progress.Report("4/7 the server");
            var server = running.Add(new DemoServer(new DemoServerOptions { Provider = Provider, Data = folder.At("server"), Log = folder.At("server.log") }, time));
            await server.StartAsync(cancel);
            progress.Report("5/7 the administrator, from the one-time secret");
            var admin = await server.BootstrapAsync(cancel);
            await admin.Admin.DeclareSupervisionAsync(DemoSupervision.Of(Provider), cancel);
            bridges.Connect(synapse, (await admin.Admin.RegisterBridgeAsync(new BridgeRequest("matrix"), cancel)).Token);
            var xmppToken = (await admin.Admin.RegisterBridgeAsync(new BridgeRequest("xmpp"), cancel)).Token;
            bridges.Connect(prosody, xmppToken);
            progress.Report("6/7 the bridges");
            await bridges.StartAsync(server.Url, cancel);
            var contacts = running.Add(new DemoContacts(server.Url, xmppToken));
            progress.Report("7/7 people: alice and carol (employees, on Matrix), bob (an outsider, on XMPP)");
            var hiring = new Hiring(server, admin);
            return new OneOrgWorld(running, contacts)
            {
                Synapse = synapse, Prosody = prosody, Server = server, Admin = admin,
                Alice = running.Add(await hiring.OnMatrixAsync("alice", "Alice", synapse, cancel)),
                Carol = running.Add(await hiring.OnMatrixAsync("carol", "Carol", synapse, cancel)),
                Bob = running.Add(await MeetAsync("bob", prosody, contacts, cancel)),
            };
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another outsider on XMPP, logged in.</summary>
    public async Task<DemoOutsider> MeetAsync(string name, CancellationToken cancel) => parts.Add(await MeetAsync(name, Prosody, asked, cancel));

    public ValueTask DisposeAsync() => parts.DisposeAsync();

    private static async Task<DemoOutsider> MeetAsync(string name, ProsodyServer prosody, DemoContacts contacts, CancellationToken cancel)
    {
        var password = Hiring.Password();
        await prosody.CreateUserAsync(name, password, cancel);
        var xmpp = await prosody.LoginAsync(name, password, cancel);
        return new DemoOutsider(await contacts.UserAsync("xmpp", xmpp.Address, name, cancel), xmpp, password);
    }
}
