using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.TwoOrgs.Check;

namespace Interop.Cli.Demo.TwoOrgs;

/// <summary>demo --two-orgs --check: people of two organisations talk, a part of it fails, strangers knock; then the archives of both are looked at.</summary>
internal sealed class TwoOrgsCheck(DemoFolder folder, TimeSpan max, TimeProvider time)
{
    public Task<int> RunAsync(CancellationToken interrupted) => new CheckRun(max, time).RunAsync(
        "start: acme with Synapse, globex with Prosody and its own compliance proxy",
        stop => TwoOrgsWorld.StartAsync(folder, new ErrorLines(), time, stop),
        world => $"acme {world.Acme.Server.Url}, globex {world.Globex.Server.Url}, its proxy {world.Globex.Proxy.Url}",
        CheckAsync,
        interrupted);

    private async Task CheckAsync(CheckList list, TwoOrgsWorld world, CancellationToken cancel)
    {
        var ledger = new Ledger();
        var conversations = new ConversationChecks(list, ledger);
        if (await new MeetingChecks(list, world, ledger, time).RunAsync(cancel) is not var (room, alice, bob))
            return;
        await conversations.RunAsync("federated", alice, [bob], isMatrix: true, cancel);
        await conversations.RunAsync("federated", bob, [alice], isMatrix: false, cancel);
    }
}
