using Interop.Bridges.RealServers.Processes;
using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Parts;
using Interop.Cli.Demo.Seats;
using Interop.Client;
using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;

namespace Interop.Cli.Demo.TwoOrgs.Check;

/// <summary>How people of two organisations come together: both agreed, both declarations on show, each told by the own organisation, then the first words.</summary>
internal sealed class MeetingChecks(CheckList list, TwoOrgsWorld world, Ledger ledger, TimeProvider time)
{
    public const string RoomName = "Across organisations";

    /// <returns>The room and both seats in it; null when there is none.</returns>
    public async Task<(RoomId Room, MatrixSeat Alice, XmppSeat Bob)?> RunAsync(CancellationToken cancel)
    {
        RoomId? room = null;
        (MatrixSeat Alice, XmppSeat Bob)? seats = null;
        await list.RunAsync("room: alice makes it over acme's API with bob of globex in it", async stop =>
        {
            room = (await world.Acme.Alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [world.Globex.Bob.User], RoomName), stop)).Room;
            return room.Value.Value;
        }, cancel);
        if (room is not { } made)
            return null;
        await list.RunAsync("room: before the first word, both clients see what both organisations declare", async stop =>
        {
            var hers = await DeclaredAsync(world.Acme.Alice.Client, made, stop);
            var his = await DeclaredAsync(world.Globex.Bob.Client, made, stop);
            return $"alice sees {hers}; bob sees {his}";
        }, cancel);
        await list.RunAsync("notice: each is told by the own organisation before anything else, and then of the other one", async stop =>
        {
            var alice = await SeatFinder.OnMatrixAsync("alice", world.Acme.Alice.Matrix, RoomName, stop);
            var bob = await SeatFinder.OnXmppAsync("bob", world.Globex.Bob.Xmpp, known: 0, stop);
            await alice.HearAsync(t => t.Contains(DemoSupervision.Notice(Acme.Provider), StringComparison.Ordinal), "acme's notice", stop);
            await bob.HearAsync(t => t.Contains(DemoSupervision.Notice(Globex.Provider), StringComparison.Ordinal), "globex's notice", stop);
            await alice.HearAsync(t => t.StartsWith($"People of {Globex.Provider} are in this conversation", StringComparison.Ordinal), "what globex declares", stop);
            await bob.HearAsync(t => t.StartsWith($"People of {Acme.Provider} are in this conversation", StringComparison.Ordinal), "what acme declares", stop);
            const string Text = "Hello Bob, this is Alice of Acme. first";
            ledger.Message(Text);
            ledger.Hears(bob, Text);
            await alice.SayAsync(Text, null, stop);
            await bob.HearAsync(t => t == Text, "first message", stop);
            CheckFailedException.Unless(alice.Texts[0].Contains(Acme.Provider, StringComparison.Ordinal), $"the first thing that alice got is '{alice.Texts[0]}'");
            CheckFailedException.Unless(bob.Texts[0].Contains(Globex.Provider, StringComparison.Ordinal), $"the first thing that bob got is '{bob.Texts[0]}'");
            seats = (alice, bob);
            return $"alice: {string.Join(" | ", alice.Texts)} || bob: {string.Join(" | ", bob.Texts)}";
        }, cancel);
        return seats is var (a, b) ? (made, a, b) : null;
    }

    // What alice's provider has decided reaches bob's a moment later.
    private async Task<string> DeclaredAsync(OcipClient client, RoomId room, CancellationToken cancel)
    {
        string[] by = [];
        await Waiting.UntilAsync(
            async stop =>
            {
                if ((await client.RoomsAsync(stop)).FirstOrDefault(r => r.Room == room) is not { } view)
                    return false;
                by = [.. (view.Supervision ?? []).Select(s => $"{s.By} ({s.Mode}, {s.Notice.Version})").Order(StringComparer.Ordinal)];
                return by.Length == 2 && view.Participants.Length == 2 && view.Participants.All(p => p.SupervisedBy == p.User.Provider);
            },
            Limits.ArrivalMax, () => $"the room shows {string.Join(", ", by)}", time, cancel);
        return string.Join(" and ", by);
    }
}
