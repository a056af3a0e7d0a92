using System.Security.Cryptography;
using Interop.Bridges.RealServers.Installation;
using Interop.Bridges.RealServers.Prosody;
using Interop.Bridges.RealServers.Synapse;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Supervision;

namespace Interop.Cli.Demo;

/// <summary>
/// A firm with its server and bridges, a homeserver and an XMPP server, all on this machine. Two employees with Matrix accounts of
/// their own, alice and carol; an outsider on XMPP, bob.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    public const string NoticeEnglish = "Messages in this chat are recorded and archived by acme.example. If you do not agree, please do not write here.";

    private readonly Stack<IAsyncDisposable> running;

    private readonly DemoContacts contacts;

    private DemoWorld(Stack<IAsyncDisposable> running, DemoContacts contacts)
    {
        this.running = running;
        this.contacts = contacts;
    }

    public required SynapseServer Synapse { get; init; }

    public required ProsodyServer Prosody { get; init; }

    public required DemoServer Server { get; init; }

    public required DemoBridges Bridges { get; init; }

    /// <summary>Scopes admin and archive.</summary>
    public required OcipClient Admin { get; init; }

    public required DemoEmployee Alice { get; init; }

    public required DemoEmployee Carol { get; init; }

    public required DemoOutsider Bob { get; init; }

    /// <summary>Brings everything up, step by step.</summary>
    public static async Task<DemoWorld> StartAsync(DemoFolder folder, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        var started = new Stack<IAsyncDisposable>();
        try
        {
            progress.Report("1/7 what the demo needs");
            await Setup.RunAsync(new IndentedProgress(progress), time, cancel);

            var bridges = Started(started, new DemoBridges(folder, time));
            var registrations = await bridges.RegisterAsync(cancel);
            progress.Report("2/7 Synapse, with the bridge's registration");
            var synapse = Started(started, await SynapseServer.StartAsync(new SynapseOptions { Folder = folder.Synapse, ServerName = DemoBridges.MatrixServerName, Registrations = registrations }, time, cancel));
            progress.Report("3/7 Prosody, with the bridge's component");
            var prosody = Started(started, await ProsodyServer.StartAsync(new ProsodyOptions { Folder = folder.Prosody, Components = [bridges.Component] }, time, cancel));
            progress.Report("4/7 the server");
            var server = Started(started, new DemoServer(folder, time));
            await server.StartAsync(cancel);
            progress.Report("5/7 the administrator, from the one-time secret");
            var admin = await server.BootstrapAsync(cancel);
            await admin.Admin.DeclareSupervisionAsync(Supervision(), cancel);
            var matrixToken = await admin.Admin.RegisterBridgeAsync(new BridgeRequest("matrix"), cancel);
            var xmppToken = await admin.Admin.RegisterBridgeAsync(new BridgeRequest("xmpp"), cancel);
            progress.Report("6/7 the bridges");
            await bridges.StartAsync(synapse, prosody, server.Url, matrixToken.Token, xmppToken.Token, cancel);
            var asked = Started(started, new DemoContacts(server.Url, xmppToken.Token));
            progress.Report("7/7 people: alice and carol (employees, on Matrix), bob (an outsider, on XMPP)");
            return new DemoWorld(started, asked)
            {
                Synapse = synapse, Prosody = prosody, Server = server, Bridges = bridges, Admin = admin,
                Alice = Started(started, await HireAsync("alice", "Alice", synapse, server, admin, cancel)),
                Carol = Started(started, await HireAsync("carol", "Carol", synapse, server, admin, cancel)),
                Bob = Started(started, await MeetAsync("bob", prosody, asked, cancel)),
            };
        }
        catch
        {
            await DisposeAsync(started);
            throw;
        }
    }

    /// <summary>Another outsider on XMPP, logged in.</summary>
    public async Task<DemoOutsider> MeetAsync(string name, CancellationToken cancel) => Started(running, await MeetAsync(name, Prosody, contacts, cancel));

    public ValueTask DisposeAsync() => DisposeAsync(running);

    private static async Task<DemoEmployee> HireAsync(string name, string displayName, SynapseServer synapse, DemoServer server, OcipClient admin, CancellationToken cancel)
    {
        var password = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var matrix = await synapse.CreateUserAsync(name, password, displayName, cancel);
        var account = await admin.Admin.CreateAccountAsync(new AccountRequest(name, displayName, [new PersonaRequest("work", name)]), cancel);
        var user = account.Personas[0].User;
        await admin.Admin.LinkAsync(user, "matrix", new LinkRequest(matrix.UserId), cancel);
        var token = await admin.Admin.CreateTokenAsync(name, new TokenRequest(["client"], user), cancel);
        var client = new OcipClient(server.Url, token.Token);
        await client.AcknowledgeAsync(await client.SupervisionAsync(stop: cancel), cancel);
        return new DemoEmployee(user, matrix, password, client);
    }

    private static SupervisionRequest Supervision() => new()
    {
        Mode = SupervisionModes.Archived,
        Scope = "All chats of the work personas of acme.example.",
        Purpose = "Keeping business records, and settling disputes.",
        LegalBasis = "The retention duties of commercial law.",
        Version = "demo-1",
        Texts = new(StringComparer.Ordinal) { ["en"] = NoticeEnglish },
    };

    private static async Task<DemoOutsider> MeetAsync(string name, ProsodyServer prosody, DemoContacts contacts, CancellationToken cancel)
    {
        var password = RandomNumberGenerator.GetHexString(12, lowercase: true);
        await prosody.CreateUserAsync(name, password, cancel);
        var xmpp = await prosody.LoginAsync(name, password, cancel);
        return new DemoOutsider(await contacts.UserAsync("xmpp", xmpp.Address, name, cancel), xmpp, password);
    }

    private static T Started<T>(Stack<IAsyncDisposable> started, T part)
        where T : IAsyncDisposable
    {
        started.Push(part);
        return part;
    }

    // Last started, first ended.
    private static async ValueTask DisposeAsync(Stack<IAsyncDisposable> started)
    {
        while (started.TryPop(out var part))
            await part.DisposeAsync();
    }
}
