using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.Prosody;
using Interop.Bridges.RealServers.Synapse;
using Interop.Cli.Demo.Firm;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Generating;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Supervision;

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

    /// <summary>The firm that has a past; null without one.</summary>
    public required DemoFirm? Firm { get; init; }

    /// <summary>Scopes admin and archive.</summary>
    public required OcipClient Admin { get; init; }

    public required MatrixEmployee Alice { get; init; }

    public required MatrixEmployee Carol { get; init; }

    public required DemoOutsider Bob { get; init; }

    /// <summary>Brings everything up. The servers of the networks start beside the firm's past, which takes longest; the bridges follow.</summary>
    /// <param name="folder">For all of it.</param>
    /// <param name="past">How much of a firm.</param>
    /// <param name="progress">Hears each step.</param>
    /// <param name="opened">Called as soon as the web application can be used; null: nobody waits for it.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<OneOrgWorld> StartAsync(DemoFolder folder, FirmOptions past, IProgress<string> progress, Action<Opened>? opened, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var running = new RunningParts();
        try
        {
            progress.Report("1/7 what the demo needs");
            await Setup.RunAsync(new IndentedProgress(progress), time, cancel);

            var bridges = running.Add(new DemoBridges(folder.At("bridges"), folder.At("bridges.log"), time));
            var registrations = await bridges.AddMatrixAsync(MatrixServerName, cancel);
            var component = bridges.AddXmpp(XmppBridgeDomain);
            progress.Report("2/7 Synapse, with the bridge's registration, and Prosody, with its component, start beside");
            var startingSynapse = running.AddLater(SynapseServer.StartAsync(new SynapseOptions { Folder = folder.At("synapse"), ServerName = MatrixServerName, Registrations = registrations }, time, cancel));
            var startingProsody = running.AddLater(ProsodyServer.StartAsync(new ProsodyOptions { Folder = folder.At("prosody"), Components = [component] }, time, cancel));
            progress.Report("3/7 the server");
            var clock = past.Messages > 0 ? DemoFirm.Clock(folder.At("clock")) : null;
            var server = running.Add(new DemoServer(new DemoServerOptions { Provider = Provider, Data = folder.At("server"), Log = folder.At("server.log"), More = clock is null ? [] : DemoFirm.Clocked(folder.At("clock")) }, time));
            await server.StartAsync(cancel);
            progress.Report("4/7 the administrator, from the one-time secret");
            var admin = await server.BootstrapAsync(cancel);
            await admin.Admin.DeclareSupervisionAsync(DemoSupervision.Of(Provider) with { Mode = SupervisionModes.PostReview }, cancel);
            progress.Report($"5/7 the firm{(clock is null ? ", without a past" : " and its last month")}");
            var (firm, web) = clock is null ? default : await FoundAsync(running, server, admin, (folder, clock, past), progress, cancel);
            if (firm is not null)
                opened?.Invoke(new Opened(firm, web!.Url));

            var (synapse, prosody) = (await startingSynapse, await startingProsody);
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
                Firm = firm, Synapse = synapse, Prosody = prosody, Server = server, Admin = admin,
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

    /// <summary>What can be looked at already.</summary>
    /// <param name="Firm">With its officers.</param>
    /// <param name="Web">Address of the web application.</param>
    internal sealed record Opened(DemoFirm Firm, Uri Web);

    /// <summary>The firm, and beside its past the web application.</summary>
    private static async Task<(DemoFirm Firm, DemoWeb Web)> FoundAsync(
        RunningParts running, DemoServer server, OcipClient admin, (DemoFolder Folder, TrafficClock Clock, FirmOptions Options) past, IProgress<string> progress, CancellationToken cancel)
    {
        var web = running.Add(new DemoWeb(past.Folder.At("web.log"), TimeProvider.System));
        var starting = web.StartAsync(server.Url, cancel);
        var firm = running.Add(await DemoFirm.FoundAsync(admin, past.Clock, past.Options, new IndentedProgress(progress), cancel));
        await starting;
        return (firm, web);
    }

    private static async Task<DemoOutsider> MeetAsync(string name, ProsodyServer prosody, DemoContacts contacts, CancellationToken cancel)
    {
        var password = Hiring.Password();
        await prosody.CreateUserAsync(name, password, cancel);
        var xmpp = await prosody.LoginAsync(name, password, cancel);
        return new DemoOutsider(await contacts.UserAsync("xmpp", xmpp.Address, name, cancel), xmpp, password);
    }
}
