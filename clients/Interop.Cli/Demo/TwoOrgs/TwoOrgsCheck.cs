using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.TwoOrgs.Check;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>demo --two-orgs --check: people of two organisations talk, a part of it fails, strangers knock; then the archives of both are looked at.</summary>
internal sealed class TwoOrgsCheck(DemoFolder folder, TimeSpan max, TimeProvider time)
{
    public Task<int> RunAsync(CancellationToken interrupted) => new CheckRun(Console.Out, max, time).RunAsync(
        "start: acme with Synapse, globex with Prosody and its own compliance proxy",
        stop => TwoOrgsWorld.StartAsync(folder, new ErrorLines(), time, stop),
        world => $"acme {world.Acme.Server.Url}, globex {world.Globex.Server.Url}, its proxy {world.Globex.Proxy.Url}",
        CheckAsync,
        interrupted);

    private async Task CheckAsync(CheckList list, TwoOrgsWorld world, CancellationToken cancel)
    {
        var ledger = new Ledger();
        var archives = new ArchivesChecks(
            list,
            new PinnedArchive("acme", world.Acme.Server.Data, world.Acme.Admin, folder, time),
            new PinnedArchive("globex", world.Globex.Server.Data, world.Globex.Admin, folder, time),
            new PinnedArchive("globex-proxy", world.Globex.Proxy.Data, world.Globex.Office, folder, time),
            ledger);
        await archives.PinKeysAsync(cancel);
        if (await new MeetingChecks(list, world, ledger, time).RunAsync(cancel) is not var (room, alice, bob))
            return;
        await archives.KeepCheckpointsAsync(cancel);
        var conversations = new ConversationChecks(list, ledger);
        await conversations.RunAsync("federated", alice, [bob], isMatrix: true, cancel);
        await conversations.RunAsync("federated", bob, [alice], isMatrix: false, cancel);
        await new DirectChecks(list, world, ledger).RunAsync(cancel);
        await new OutageChecks(list, world, ledger, time).RunAsync(room, alice, bob, cancel);
        await new BorderChecks(list, world, folder, ledger, time).RunAsync(room, alice, bob, cancel);
        await archives.RunAsync(room, cancel);
    }
}
