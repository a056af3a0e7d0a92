using Interop.Cli.Demo.OneOrg;
using Interop.Cli.Demo.Parts;
using Interop.Client;

namespace Interop.Cli.Demo.Firm.Check;

/// <summary>The firm at a server of its own, without the networks' servers.</summary>
internal sealed class FirmWorld : IAsyncDisposable
{
    private readonly RunningParts parts;

    private FirmWorld(RunningParts running, DemoServer server, OcipClient admin, DemoFirm firm) => (parts, Server, Admin, Firm) = (running, server, admin, firm);

    public DemoServer Server { get; }

    /// <summary>Scopes admin and archive.</summary>
    public OcipClient Admin { get; }

    public DemoFirm Firm { get; }

    public static async Task<FirmWorld> StartAsync(DemoFolder folder, FirmOptions options, IProgress<string> progress, CancellationToken stop)
    {
        var running = new RunningParts();
        try
        {
            var clock = DemoFirm.Clock(folder.At("firm-clock"));
            var server = running.Add(new DemoServer(
                new DemoServerOptions { Provider = OneOrgWorld.Provider, Data = folder.At("firm"), Log = folder.At("firm.log"), More = DemoFirm.Clocked(folder.At("firm-clock")) }, TimeProvider.System));
            await server.StartAsync(stop);
            var admin = await server.BootstrapAsync(stop);
            await admin.Admin.DeclareSupervisionAsync(DemoSupervision.Of(OneOrgWorld.Provider), stop);
            var firm = running.Add(await DemoFirm.FoundAsync(admin, clock, options, progress, stop));
            await firm.FollowAsync(progress);
            return new FirmWorld(running, server, admin, firm);
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await parts.DisposeAsync();
        Admin.Dispose();
    }
}
