using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.OneOrg.Check;

/// <summary>Opens the conversations that the other checks take place in, and checks how they open: the notice before anything else.</summary>
internal sealed class PlaceChecks(CheckList list, OneOrgWorld world, Ledger ledger)
{
    private const string RoomName = "Across networks";

    /// <summary>Alice (Matrix) writes to Bob (XMPP) first: Bob is told of the recording before he gets anything.</summary>
    public async Task<(MatrixSeat Alice, XmppSeat Bob)?> DirectAsync(CancellationToken cancel)
    {
        (MatrixSeat, XmppSeat)? seats = null;
        await list.RunAsync("direct: a chat opened on Matrix reaches XMPP, the notice first", async stop =>
        {
            var ghost = GhostNames.XmppOnMatrix(world.Bob.Xmpp.Address, OneOrgWorld.MatrixServerName);
            var native = await world.Alice.Matrix.CreateRoomAsync(null, direct: true, [ghost], stop);
            await world.Alice.Matrix.WaitForMemberAsync(native, ghost, Limits.ArrivalMax, stop);
            var alice = new MatrixSeat("alice", world.Alice.Matrix, native);
            var bob = new XmppSeat("bob", world.Bob.Xmpp, GhostNames.OnXmpp("alice", OneOrgWorld.XmppBridgeDomain), null);
            const string Text = "Hello Bob, this is Alice. direct-first";
            ledger.Message(Text);
            ledger.Hears(bob, Text);
            await alice.SayAsync(Text, null, stop);
            await bob.HearAsync(t => t == Text, "first message", stop);
            CheckFailedException.Unless(IsNotice(bob.Texts[0]), $"the first thing that bob got is '{bob.Texts[0]}'");
            seats = (alice, bob);
            return $"bob got: {string.Join(" | ", bob.Texts)}";
        }, cancel);
        return seats;
    }

    /// <summary>Element makes a direct chat when its first message is written, and sends that at once: before the ghost can have joined.</summary>
    public Task HastyAsync(CancellationToken cancel) => list.RunAsync("direct: a first message that is sent before the ghost has joined arrives", async stop =>
    {
        const string Text = "Hello Bob, in haste. direct-hasty";
        var native = await world.Carol.Matrix.CreateRoomAsync(null, direct: true, [GhostNames.XmppOnMatrix(world.Bob.Xmpp.Address, OneOrgWorld.MatrixServerName)], stop);
        ledger.Message(Text);
        await new MatrixSeat("carol", world.Carol.Matrix, native).SayAsync(Text, null, stop);
        var bob = new XmppSeat("bob", world.Bob.Xmpp, GhostNames.OnXmpp("carol", OneOrgWorld.XmppBridgeDomain), null);
        ledger.Hears(bob, Text);
        await bob.HearAsync(t => t == Text, "hasty message", stop);
        return "nothing lost";
    }, cancel);

    /// <summary>A room made over the client API: everybody gets a portal of their own, alone with ghosts.</summary>
    public async Task<(RoomId Room, MatrixSeat Alice, MatrixSeat Carol, XmppSeat Bob)?> RoomAsync(CancellationToken cancel)
    {
        (RoomId, MatrixSeat, MatrixSeat, XmppSeat)? seats = null;
        await list.RunAsync("room: everybody is invited into a gated portal of their own, the outsider told first", async stop =>
        {
            var room = await world.Alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [world.Carol.User, world.Bob.User], RoomName), stop);
            var alice = await SeatFinder.OnMatrixAsync("alice", world.Alice.Matrix, RoomName, stop);
            var carol = await SeatFinder.OnMatrixAsync("carol", world.Carol.Matrix, RoomName, stop);
            var bob = await SeatFinder.OnXmppAsync("bob", world.Bob.Xmpp, known: 0, stop);
            CheckFailedException.Unless(alice.Room != carol.Room, "alice and carol share one native room, so nothing could be held for one of them");
            const string Text = "Welcome to all. room-first";
            ledger.Message(Text);
            await alice.SayAsync(Text, null, stop);
            foreach (var seat in (ISeat[])[carol, bob])
            {
                ledger.Hears(seat, Text);
                await seat.HearAsync(t => t == Text, "first message in the room", stop);
            }
            CheckFailedException.Unless(IsNotice(bob.Texts[0]), $"the first thing that bob got in the room is '{bob.Texts[0]}'");
            var members = await world.Alice.Matrix.MembersAsync(alice.Room, stop);
            CheckFailedException.Unless(!members.ContainsKey(world.Carol.Matrix.UserId), "carol's own account is in alice's portal");
            seats = (room.Room, alice, carol, bob);
            return $"alice's portal has {string.Join(", ", members.Select(m => $"{m.Key} ({m.Value})"))}";
        }, cancel);
        return seats;
    }

    public static bool IsNotice(string text) => text.Contains(DemoSupervision.Notice(OneOrgWorld.Provider), StringComparison.Ordinal);
}
