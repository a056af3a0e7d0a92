using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Firm;
using Interop.Cli.Demo.Firm.Check;
using Interop.Cli.Demo.OneOrg.Check;
using Interop.Cli.Demo.Parts;

namespace Interop.Cli.Demo.OneOrg;

/// <summary>demo --check: talks in the world of one organisation, and looks at what came of it.</summary>
internal sealed class OneOrgCheck(DemoFolder folder, FirmOptions firm, TimeSpan max, TimeProvider time)
{
    public Task<int> RunAsync(CancellationToken interrupted) => new CheckRun(Console.Out, max, time).RunAsync(
        "start: Synapse, Prosody, the server and both bridges",
        stop => OneOrgWorld.StartAsync(folder, new FirmOptions(firm.Seed, 0), new ErrorLines(), null, stop),
        world => $"server {world.Server.Url}, Synapse {world.Synapse.BaseUrl}, Prosody on port {world.Prosody.ClientPort}",
        TalkAsync,
        interrupted);

    private async Task FirmAsync(CheckList list, CancellationToken cancel)
    {
        FirmWorld? founded = null;
        var isUp = await list.RunAsync(FirmChecks.Start, async stop =>
        {
            founded = await FirmWorld.StartAsync(folder, firm, new ErrorLines(), stop);
            return $"server {founded.Server.Url}";
        }, cancel);
        if (!isUp)
            return;
        await using var ending = founded!;
        await new FirmChecks(list, firm).RunAsync(founded!, cancel);
    }

    private async Task TalkAsync(CheckList list, OneOrgWorld world, CancellationToken cancel)
    {
        var ledger = new Ledger();
        var archive = new ArchiveChecks(list, world, new PinnedArchive("archive", world.Server.Data, world.Admin, folder, time), ledger);
        var conversations = new ConversationChecks(list, ledger);
        var places = new PlaceChecks(list, world, ledger);
        await archive.PinAsync(cancel);

        if (await places.DirectAsync(cancel) is var (alice, bob))
        {
            await conversations.RunAsync("direct", alice, [bob], isMatrix: true, cancel);
            await conversations.RunAsync("direct", bob, [alice], isMatrix: false, cancel);
            await new FileChecks(list, world).RunAsync(alice, bob, cancel);
        }
        await places.HastyAsync(cancel);
        if (await places.RoomAsync(cancel) is var (room, aliceInRoom, carolInRoom, bobInRoom))
        {
            await conversations.RunAsync("room", aliceInRoom, [carolInRoom, bobInRoom], isMatrix: true, cancel);
            await conversations.RunAsync("room", bobInRoom, [carolInRoom, aliceInRoom], isMatrix: false, cancel);
            await new PuppetChecks(list, world, ledger, time).RunAsync(room, aliceInRoom, [carolInRoom, bobInRoom], cancel);
            await new HoldChecks(list, world, ledger, time).RunAsync(aliceInRoom, bobInRoom, carolInRoom, cancel);
        }
        await new OutsiderChecks(list, world, ledger).RunAsync(cancel);
        await new ObservedChecks(list, world, ledger, time).RunAsync(cancel);
        await archive.RunAsync(cancel);
        if (firm.Messages > 0)
            await FirmAsync(list, cancel);
    }
}
