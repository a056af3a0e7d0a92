using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;

namespace Interop.Cli.Demo.TwoOrgs.Check;

/// <summary>A direct chat across organisations, begun by typing an address: local@provider, as the own network writes it.</summary>
internal sealed class DirectChecks(CheckList list, TwoOrgsWorld world, Ledger ledger)
{
    public Task RunAsync(CancellationToken cancel) => list.RunAsync("direct: alice writes on Matrix to the address of bob of globex, who gets it on XMPP and answers", async stop =>
    {
        var ghost = GhostNames.OnMatrix($"bob@{Globex.Provider}", Acme.MatrixServerName);
        var client = world.Acme.Alice.Matrix;
        var native = await client.CreateRoomAsync(null, direct: true, [ghost], stop);
        await client.WaitForMemberAsync(native, ghost, Limits.ArrivalMax, stop);
        var alice = new MatrixSeat("alice", client, native);
        var bob = new XmppSeat("bob", world.Globex.Bob.Xmpp, GhostNames.OnXmpp($"alice@{Acme.Provider}", Globex.BridgeDomain), null);
        await TellAsync(alice, bob, "Hello Bob, just the two of us. direct-1", stop);
        CheckFailedException.Unless(bob.Texts[0].Contains(DemoSupervision.Notice(Globex.Provider), StringComparison.Ordinal), $"the first thing that bob got is '{bob.Texts[0]}'");
        await TellAsync(bob, alice, "Hello Alice. direct-2", stop);
        return $"{ghost} on Matrix, {bob.Address} on XMPP";
    }, cancel);

    private async Task TellAsync(ISeat speaker, ISeat listener, string text, CancellationToken cancel)
    {
        ledger.Message(text);
        ledger.Hears(listener, text);
        await speaker.SayAsync(text, null, cancel);
        await listener.HearAsync(t => t == text, $"'{text}'", cancel);
    }
}
