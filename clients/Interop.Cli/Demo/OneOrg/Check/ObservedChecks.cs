using Interop.Cli.Demo.Checking;
using Interop.Cli.Demo.Seats;
using Interop.Protocol.AdminApi;
using Interop.Protocol.ClientApi;

namespace Interop.Cli.Demo.OneOrg.Check;

/// <summary>A native room of several people into which the bridge is invited: told, archived, joined to the other network, declared as observed.</summary>
internal sealed class ObservedChecks(CheckList list, OneOrgWorld world, Ledger ledger, TimeProvider time)
{
    private const string Bot = $"@ocipbot:{OneOrgWorld.MatrixServerName}";

    public async Task RunAsync(CancellationToken cancel)
    {
        MatrixSeat? alice = null;
        MatrixSeat? carol = null;
        RoomView? room = null;
        await list.RunAsync("observed: the bot is invited into a native room and posts the notice before anything is recorded", async stop =>
        {
            var native = await world.Alice.Matrix.CreateRoomAsync("Tea kitchen", direct: false, [world.Carol.Matrix.UserId], stop);
            await world.Carol.Matrix.Invites.WaitAsync(i => i.Room == native, Limits.ArrivalMax, "invitation for carol", stop);
            await world.Alice.Matrix.InviteAsync(native, Bot, stop);
            alice = new MatrixSeat("alice", world.Alice.Matrix, native);
            carol = new MatrixSeat("carol", world.Carol.Matrix, native);
            await carol.HearAsync(PlaceChecks.IsNotice, "notice in the observed room", stop);
            room = await FindRoomAsync(stop);
            return $"declared as {string.Join(", ", room.Portals.Select(p => $"{p.Network} {p.Kind}"))}";
        }, cancel);
        if (alice is null || carol is null || room is null)
            return;
        await list.RunAsync("observed: what is said in it is archived, and not repeated in it", async stop =>
        {
            const string Text = "Coffee is ready. observed-1";
            ledger.Message(Text);
            ledger.Hears(carol, Text);
            await alice.SayAsync(Text, null, stop);
            await carol.HearAsync(t => t == Text, "message in the observed room", stop);
            await ArchivedAsync(Text, stop);
            await Task.Delay(Limits.SilenceMin, time, stop);
            CheckFailedException.Unless(carol.Texts.Count(t => t == Text) == 1, "carol sees it more than once");
            return "once in the room, once in the archive";
        }, cancel);
        await list.RunAsync("observed: somebody on the other network joins by a gated portal, both ways", async stop =>
        {
            var before = world.Bob.Xmpp.Stanzas.All.Count(s => s.InvitedTo is not null);
            await world.Admin.Admin.AddParticipantAsync(room.Room, new ParticipantRequest(world.Bob.User), stop);
            var bob = await SeatFinder.OnXmppAsync("bob", world.Bob.Xmpp, before, stop);
            await TellAsync(alice, [carol, bob], "Bob, coffee? observed-2", stop);
            await TellAsync(bob, [alice, carol], "With milk, please. observed-3", stop);
            return "alice to bob and bob to the room";
        }, cancel);
    }

    private async Task TellAsync(ISeat speaker, ISeat[] listeners, string text, CancellationToken cancel)
    {
        ledger.Message(text);
        await speaker.SayAsync(text, null, cancel);
        foreach (var listener in listeners)
        {
            ledger.Hears(listener, text);
            await listener.HearAsync(t => t == text, $"'{text}'", cancel);
        }
    }

    private async Task<RoomView> FindRoomAsync(CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var rooms = await world.Admin.Admin.RoomsAsync(cancel);
            if (rooms.FirstOrDefault(r => r.Portals.Any(p => p is { Network: "matrix", Kind: "observed" })) is { } found)
                return found;
            CheckFailedException.Unless(time.GetElapsedTime(begun) < Limits.ArrivalMax, $"none of {rooms.Length} rooms declares an observed portal");
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancel);
        }
    }

    private async Task ArchivedAsync(string text, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        while (time.GetElapsedTime(begun) < Limits.ArrivalMax)
        {
            await foreach (var record in ArchiveRecords.AllAsync(world.Admin, cancel))
            {
                if (ArchiveRecords.TextOf(record) == text)
                    return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancel);
        }
        throw new CheckFailedException("it is not in the archive");
    }
}
