namespace Interop.Cli.Demo.Check;

/// <summary>demo --check: starts the world, talks in it, looks at what came of it. Ends in bounded time.</summary>
internal sealed class CheckRun(DemoFolder folder, TimeSpan max, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        using var late = new CancellationTokenSource(max, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, interrupted);
        var list = new CheckList(Console.Out, time);
        DemoWorld? world = null;
        try
        {
            var begun = await list.RunAsync("start: Synapse, Prosody, the server and both bridges", async stop =>
            {
                world = await DemoWorld.StartAsync(folder, new ErrorLines(), time, stop);
                return $"server {world.Server.Url}, Synapse {world.Synapse.BaseUrl}, Prosody on port {world.Prosody.ClientPort}";
            }, either.Token);
            if (begun)
                await TalkAsync(list, world!, either.Token);
        }
        finally
        {
            if (world is not null)
                await world.DisposeAsync();
        }
        interrupted.ThrowIfCancellationRequested();
        await list.SumUpAsync();
        return list.Failed == 0 ? Run.Done : Run.Failed;
    }

    private async Task TalkAsync(CheckList list, DemoWorld world, CancellationToken cancel)
    {
        var ledger = new Ledger();
        var archive = new ArchiveChecks(list, world, folder, ledger, time);
        var conversations = new ConversationChecks(list, ledger);
        var places = new PlaceChecks(list, world, ledger);
        await archive.PinAsync(cancel);

        if (await places.DirectAsync(cancel) is var (alice, bob))
        {
            await conversations.RunAsync("direct", alice, [bob], isMatrix: true, cancel);
            await conversations.RunAsync("direct", bob, [alice], isMatrix: false, cancel);
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
    }
}
