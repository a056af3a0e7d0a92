using Interop.Protocol.ClientApi;
using Interop.Protocol.Encoding;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A hub that lies about who is in its room: nobody is brought in but by a join of their own that holds (spec 06).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileJoinTests(PeerWorld world) : HostileCase(world)
{
    [Fact]
    public async Task StateThatIsNotTheOneBeforeTheJoin_BeginsNoCopy()
    {
        var bob = await Acme.PersonAsync(Fresh("bob"));
        var his = bob.Listen();
        var room = new HostileRoom(Peer);
        var join = room.Place(Peer.Member(room.Id, bob.User, "join"));
        Func<RoomState, RoomState>[] lies =
        [
            s => s with { Seq = s.Seq - 1 }, s => s with { Hash = Base64UrlText.Of(new byte[32]) }, s => s with { Hub = TwoProviders.GlobexName },
            s => s with { Room = RoomId.Of(FakePeer.Name, Guid.CreateVersion7()) }, s => s with { Kind = "cellar" },
        ];
        foreach (var lie in lies)
        {
            room.State = lie;
            Assert.Equal(["4.3.0"], await room.TellAsync(join));
        }
        room.State = s => s;
        var honest = Peer.Reply;
        foreach (var garbage in new (int, byte[])[] { (200, "[1,"u8.ToArray()), (200, "{\"room\":1}"u8.ToArray()), (500, []), (200, new byte[100_000]) })
        {
            Peer.Reply = (path, body) => path.EndsWith("/state", StringComparison.Ordinal) ? garbage : honest(path, body);
            Assert.Equal(["4.3.0"], await room.TellAsync(join));
        }
        Peer.Reply = honest;
        Assert.Equal(["2.0.0"], await room.TellAsync(join));
        var audit = await GoesOnAsync(room, his);
        Assert.Equal(1, Count(audit, "followed", room.Id));
    }

    [Fact]
    public async Task PeopleOfOurs_AreInTheRoom_ByTheirOwnJoinsAlone()
    {
        var (carol, dave) = (await Acme.PersonAsync(Fresh("carol")), await Acme.PersonAsync(Fresh("dave"), "personal"));
        var (hers, secret) = (carol.Listen(), dave.Listen());
        var bob = await Acme.PersonAsync(Fresh("bob"));
        var his = bob.Listen();
        var room = new HostileRoom(Peer)
        {
            State = s => s with { Participants = [.. s.Participants, new ParticipantView(carol.User, "C", "work"), new ParticipantView(dave.User, "D", "work"), new ParticipantView(bob.User, "B", "work"), s.Participants[0]] },
        };
        Assert.Equal(["2.0.0"], await room.JoinAsync(bob.User));
        await GoesOnAsync(room, his);
        Assert.Empty(hers.Events);
        Assert.Empty(secret.Events);
        Assert.Equal(2, (await bob.Client.RoomsAsync()).Single(r => r.Room == room.Id).Participants.Length);
    }

    [Fact]
    public async Task JoinOfSomebodyWhoIsNotThere_IsRefused_AndTheRoomGoesOn()
    {
        var dave = await Acme.PersonAsync(Fresh("dave"), "personal");
        var secret = dave.Listen();
        var nobody = UserId.Of(TwoProviders.AcmeName, Fresh("nobody"));
        foreach (var target in new[] { nobody, dave.User })
            Assert.Equal(["5.5.4"], await new HostileRoom(Peer).JoinAsync(target));
        var (bob, his, room) = await TrapAsync();
        foreach (var target in new[] { nobody, dave.User })
        {
            Assert.Equal(["5.5.4"], await room.JoinAsync(target));
            Assert.Equal(["2.0.0"], await room.TellAsync(room.Place(Peer.Member(room.Id, target, "remove"))));
        }
        // Somebody twice, and somebody out who was never in, change nothing for the others.
        Assert.Equal(["2.0.0"], await room.JoinAsync(bob.User));
        Assert.Equal(["2.0.0"], await room.TellAsync(room.Place(Peer.Member(room.Id, HostilePeer.User("ghost"), "leave", "ghost"))));
        await GoesOnAsync(room, his);
        Assert.Empty(secret.Events);
        await Acme.Server.RestartAsync();
        Assert.Equal(2, (await bob.Client.RoomsAsync()).Single(r => r.Room == room.Id).Participants.Length);
        Assert.Equal(["2.0.0"], await room.TellAsync(room.Say("after a restart")));
        await his.UntilTextAsync("after a restart");
    }

    [Fact]
    public async Task FalseJoin_BringsNobodyIn()
    {
        var (_, his, room) = await TrapAsync();
        var carol = await Acme.PersonAsync(Fresh("carol"));
        var hers = carol.Listen();
        var join = Peer.Member(room.Id, carol.User, "join");
        Assert.Equal(["5.5.1"], await room.TellAsync(room.Place(join with { Origin = Peer.Say(room.Id, "x").Origin })));
        await GoesOnAsync(room, his);
        Assert.Empty(hers.Events);
        Assert.Equal(["2.0.0"], await room.JoinAsync(carol.User));
        await hers.UntilAsync(s => s.Events.Count > 0, "the joining");
    }

    [Fact]
    public async Task StateThatCannotBeHad_KeepsNothingElseFromBeingTaken()
    {
        var (_, his, room) = await TrapAsync();
        var carol = await Acme.PersonAsync(Fresh("carol"));
        var elsewhere = RoomId.Of(FakePeer.Name, Guid.CreateVersion7());
        var honest = Peer.Reply;
        Peer.Reply = (path, body) => path.Contains(elsewhere.Uuid.ToString("D"), StringComparison.Ordinal) ? (503, []) : honest(path, body);
        var lost = room.At(Peer.Member(elsewhere, carol.User, "join"), new(1, Interop.Protocol.Events.EventIdentity.NoPrevious, FakePeer.Ago(0)));
        Assert.Equal(["2.0.0", "4.3.0", "2.0.0"], await room.TellAsync(room.Say("a"), lost, room.Say("b")));
        await GoesOnAsync(room, his, "a", "b");
    }
}
