using Interop.Bridges.RealServers.Installation;
using Interop.Cli.Demo.Parts;
using Interop.Client;
using Interop.Protocol.AdminApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>Two organisations that have an agreement, and a third that has none, all on this machine. They meet over TLS.</summary>
internal sealed class TwoOrgsWorld : IAsyncDisposable
{
    /// <summary>Of an organisation that nobody has agreed with.</summary>
    public const string StrangerName = "initech.example";

    private readonly RunningParts parts;
    private readonly Neighbourhood reachable;

    private TwoOrgsWorld(RunningParts running, Neighbourhood neighbours) => (parts, reachable) = (running, neighbours);

    public required Acme Acme { get; init; }

    public required Globex Globex { get; init; }

    /// <summary>Brings everything up, step by step.</summary>
    public static async Task<TwoOrgsWorld> StartAsync(DemoFolder folder, IProgress<string> progress, TimeProvider time, CancellationToken cancel)
    {
        var running = new RunningParts();
        try
        {
            progress.Report("1/5 what the demo needs");
            await Setup.RunAsync(new IndentedProgress(progress), time, cancel);
            progress.Report("2/5 certificates of a development authority");
            var neighbours = new Neighbourhood(folder.At("certificates"), [Acme.Provider, Globex.Provider, StrangerName], time);
            progress.Report("3/5 acme: Synapse, the server, the Matrix bridge, and alice");
            var acme = await Acme.StartAsync(folder, neighbours, running, time, cancel);
            progress.Report("4/5 globex: Prosody, a compliance proxy, the server, the XMPP bridge, and bob");
            var globex = await Globex.StartAsync(folder, neighbours, running, time, cancel);
            progress.Report("5/5 the agreement, by the administrators of both");
            await AgreeAsync(acme.Admin, Globex.Provider, Agreement.Active, cancel);
            await AgreeAsync(globex.Admin, Acme.Provider, Agreement.Active, cancel);
            return new TwoOrgsWorld(running, neighbours) { Acme = acme, Globex = globex };
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>What an organisation has agreed with another from now on.</summary>
    public static Task AgreeAsync(OcipClient admin, string other, string state, CancellationToken cancel) =>
        admin.Admin.SetAgreementAsync(ProviderName.Parse(other), new Agreement { State = state }, cancel);

    /// <summary>The third organisation: its server, and the client of somebody who works there.</summary>
    public async Task<(DemoServer Server, OcipClient Admin, UserId User, OcipClient Client)> StrangerAsync(DemoFolder folder, TimeProvider time, CancellationToken cancel)
    {
        var server = parts.Add(new DemoServer(
            new DemoServerOptions
            {
                Provider = StrangerName, Data = folder.At("stranger-server"), Log = folder.At("stranger-server.log"), AlsoAt = reachable.AddressOf(StrangerName),
                More = reachable.OptionsOf(StrangerName),
            },
            time));
        await server.StartAsync(cancel);
        var admin = await server.BootstrapAsync(cancel);
        var (user, client) = await new Hiring(server, admin).HireAsync("mallory", "Mallory", cancel);
        await client.AcknowledgeAsync(await client.SupervisionAsync(stop: cancel), cancel);
        return (server, admin, user, client);
    }

    public ValueTask DisposeAsync() => parts.DisposeAsync();
}
