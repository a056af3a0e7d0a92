using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.TwoOrgs.Check;

/// <summary>A part is killed while both write. Nothing passes undecided, senders are told what is so, and afterwards everything arrives once and in order.</summary>
internal sealed class OutageChecks(CheckList list, TwoOrgsWorld world, Ledger ledger, TimeProvider time)
{
    private static readonly string[] Hers = ["One. away-a1", "Two. away-a2", "Three. away-a3"];
    private static readonly string[] His = ["First. away-b1", "Second. away-b2", "Third. away-b3"];

    public async Task RunAsync(RoomId room, MatrixSeat alice, XmppSeat bob, CancellationToken cancel)
    {
        await list.RunAsync("proxy away: globex's proxy is killed, and nothing passes it in either direction", stop => ProxyAwayAsync(room, alice, bob, stop), cancel);
        await list.RunAsync("proxy away: globex's server is killed and started again, and still nothing passes", async stop =>
        {
            await world.Globex.Server.KillAsync();
            await world.Globex.Server.StartAsync(stop);
            await SilentAsync(alice, bob, stop);
            return "what waits is on disk";
        }, cancel);
        await list.RunAsync("proxy away: it is started again, and everything arrives once and in order", async stop =>
        {
            await world.Globex.Proxy.StartAsync(stop);
            await InOrderAsync(bob, Hers, stop);
            await InOrderAsync(alice, His, stop);
            return $"bob got {string.Join(" | ", Hers)}; alice got {string.Join(" | ", His)}";
        }, cancel);
        await list.RunAsync("provider away: globex's server is killed while alice writes, and catches up in order", stop =>
            WhileAwayAsync("globex-away", text => alice.SayAsync(text, null, stop), world.Globex.Server, bob, stop), cancel);
        await list.RunAsync("provider away: acme's server, the room's hub, is killed while bob writes, and gets all of it in order", stop =>
            WhileAwayAsync("acme-away", text => bob.SayAsync(text, null, stop), world.Acme.Server, alice, stop), cancel);
    }

    private async Task<string> ProxyAwayAsync(RoomId room, MatrixSeat alice, XmppSeat bob, CancellationToken cancel)
    {
        await world.Globex.Proxy.KillAsync();
        foreach (var text in (string[])[.. Hers, .. His])
            ledger.Message(text);
        // The first of each by the own client, which is told the code; the others by their networks' clients.
        var hers = await ByClient.SayAsync(world.Acme.Alice.Client, room, Hers[0], time, cancel);
        var his = await ByClient.SayAsync(world.Globex.Bob.Client, room, His[0], time, cancel);
        CheckFailedException.Unless(hers.Code == "2.0.0", $"alice is told {hers.Code} {hers.Detail}");
        CheckFailedException.Unless(his.Code == "2.1.0", $"bob is told {his.Code} {his.Detail}");
        for (var i = 1; i < Hers.Length; i++)
        {
            await alice.SayAsync(Hers[i], null, cancel);
            await bob.SayAsync(His[i], null, cancel);
        }
        await SilentAsync(alice, bob, cancel);
        await foreach (var record in ArchiveRecords.AllAsync(world.Globex.Admin, cancel))
            CheckFailedException.Unless(ArchiveRecords.TextOf(record)?.Contains("away-", StringComparison.Ordinal) != true, $"globex's archive has an undecided event: record {record.Index}");
        var waits = (await world.Acme.Admin.Admin.FederationAsync(cancel)).Peers.First(p => p.Provider.Value == Globex.Provider);
        CheckFailedException.Unless(waits.WaitingEvents >= Hers.Length, $"acme says that {waits.WaitingEvents} events wait for globex");
        return $"bob is told 2.1.0 (accepted, waits); alice's are archived at acme (2.0.0), which tells its operator that {waits.WaitingEvents} wait for globex";
    }

    private async Task SilentAsync(MatrixSeat alice, XmppSeat bob, CancellationToken cancel)
    {
        await Task.Delay(Limits.SilenceMin, time, cancel);
        var heard = alice.Texts.Concat(bob.Texts).Where(t => t.Contains("away-", StringComparison.Ordinal)).ToArray();
        CheckFailedException.Unless(heard.Length == 0, $"it passed: {string.Join(" | ", heard)}");
    }

    private async Task InOrderAsync(ISeat listener, string[] texts, CancellationToken cancel)
    {
        foreach (var text in texts)
        {
            ledger.Hears(listener, text);
            await listener.HearAsync(t => t == text, $"'{text}'", cancel);
        }
        var got = listener.Texts.Where(texts.Contains).ToArray();
        CheckFailedException.Unless(got.SequenceEqual(texts), $"{listener.Who} got, in this order: {string.Join(" | ", got)}");
    }

    /// <summary>Somebody writes ten times; after the third the other's server is killed, and started again at the end. The bridges reconnect by themselves.</summary>
    private async Task<string> WhileAwayAsync(string mark, Func<string, Task> say, DemoServer server, ISeat listener, CancellationToken cancel)
    {
        string[] texts = [.. Enumerable.Range(1, 10).Select(n => $"Number {n}. {mark}-{n:00}")];
        foreach (var (text, number) in texts.Select((text, i) => (text, i + 1)))
        {
            ledger.Message(text);
            var said = say(text);
            if (number == 3)
                await server.KillAsync();
            await said;
        }
        CheckFailedException.Unless(!listener.Texts.Contains(texts[^1]), "something arrived from a server that is not there");
        await server.StartAsync(cancel);
        await InOrderAsync(listener, texts, cancel);
        return $"kill -9 after the third; {listener.Who} got {texts.Length} of {texts.Length}, once and in order";
    }
}
