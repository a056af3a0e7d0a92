using Interop.Protocol.ClientApi;
using Interop.Protocol.Identifiers;
using Xunit;

namespace Interop.Server.Tests.EndToEnd;

/// <summary>What the list of a persona's rooms says of each (spec 13.2).</summary>
[Collection(RealServerTests.Name)]
public sealed class RoomListTests(RealServer server)
{
    private readonly Scene scene = server.Scene;

    [Fact]
    public async Task Rooms_SayWhatWasSaidLast_TheNewestFirst()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(server.Suffix());
        var (one, two) = (await Scene.RoomAsync(alice, bob), await Scene.RoomAsync(alice, bob, carol));
        var empty = (await alice.Client.CreateRoomAsync(new CreateRoomRequest("group", [carol.User], "Quiet"))).Room;
        var first = await bob.SayAsync(one, "  Good\n\n morning. ");
        var long_ = await bob.SayAsync(two, new string('a', 198) + "😀 and more");
        await bob.SubmitAsync(Actor.Edit(one, first.Event!.Value, "Good morning, all."));

        var rooms = await alice.Client.RoomsAsync();
        Assert.Equal([one, two, empty], rooms.Select(r => r.Room));
        var last = rooms[0].Last!;
        Assert.Equal((first.Event!.Value, first.Seq!.Value, bob.User, "text", "Good morning, all.", null), (last.Event, last.Seq, last.Sender, last.Kind, last.Text, last.Held));
        Assert.True(string.CompareOrdinal(rooms[0].Active, last.At) > 0);
        Assert.Equal((long_.Event!.Value, new string('a', 198) + "…"), (rooms[1].Last!.Event, rooms[1].Last!.Text));
        Assert.Null(rooms[2].Last);
        Assert.NotNull(rooms[2].Active);

        await bob.SubmitAsync(Actor.Retraction(one, first.Event!.Value));
        var retracted = (await alice.Client.RoomAsync(one)).Last!;
        Assert.Equal((first.Event!.Value, "retracted", null), (retracted.Event, retracted.Kind, retracted.Text));
    }

    [Fact]
    public async Task Last_IsWhatThePersonMaySee()
    {
        var (alice, bob, carol) = await scene.ThreeAsync(server.Suffix());
        var room = await Scene.RoomAsync(alice, bob, carol);
        await alice.SayAsync(room, "Seen by all.");
        await scene.CloseAsync(carol);
        var held = await alice.SayAsync(room, "Seen by Bob.");

        Assert.Equal(("Seen by Bob.", true), await LastAsync(alice, room));
        Assert.Equal(("Seen by Bob.", null), await LastAsync(bob, room));
        Assert.Equal(("Seen by all.", null), await LastAsync(carol, room));
        await alice.SubmitAsync(Actor.Edit(room, held.Event!.Value, "Seen by Bob, edited."));
        Assert.Equal(("Seen by all.", null), await LastAsync(carol, room));

        await scene.OpenAsync(carol);
        await UntilAsync(async () => (await LastAsync(carol, room)).Text == "Seen by Bob, edited.");
        await UntilAsync(async () => (await LastAsync(alice, room)).Held is null);

        // Who joins later sees nothing of before, and who comes again nothing of the time between.
        var dora = await scene.PersonAsync("dora" + server.Suffix());
        await alice.SubmitAsync(Actor.Membership(room, dora.User, "join"));
        Assert.Null((await dora.Client.RoomAsync(room)).Last);
        await alice.SubmitAsync(Actor.Membership(room, bob.User, "remove"));
        await alice.SayAsync(room, "Without Bob.");
        await alice.SubmitAsync(Actor.Membership(room, bob.User, "join"));
        Assert.Equal("Seen by Bob, edited.", (await LastAsync(bob, room)).Text);
        Assert.Equal("Without Bob.", (await LastAsync(dora, room)).Text);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!await isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Pause.Ms(50);
        }
    }

    private static async Task<(string? Text, bool? Held)> LastAsync(Actor actor, RoomId room) => (await actor.Client.RoomsAsync()).Single(r => r.Room == room).Last is { } last ? (last.Text, last.Held) : default;
}
