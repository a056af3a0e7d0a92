using System.Collections.Concurrent;
using System.Text.Json;
using Interop.Protocol;
using Interop.Protocol.Decisions;
using Interop.Protocol.Encoding;
using Interop.Protocol.Events;
using Interop.Protocol.Evidence;
using Interop.Protocol.FederationApi;
using Interop.Protocol.Identifiers;
using Interop.Protocol.Signatures;
using Interop.Server.Tests.EndToEnd;
using Interop.Server.Tests.Peers;
using Xunit;

namespace Interop.Server.Tests.Federation;

/// <summary>A hub that lies about events and their places: coded answers, nothing false is delivered, and its room goes on (spec 06).</summary>
[Collection(HostileWorld.Name)]
public sealed class HostileHubTests(PeerWorld world) : HostileCase(world)
{
    [Fact]
    public async Task PlaceThatItsHubHasNotSigned_LeavesNoTrace()
    {
        var (bob, his, room) = await TrapAsync();
        using var stranger = SigningKey.Create(KeyPurposes.Hub);
        var good = room.At(Peer.Say(room.Id, "x"), room.Next);
        var altered = good with { Event = good.Event with { Body = good.Event.Body! with { Content = Actor.Words("altered") } } };
        var named = Peer.Sign(good.Event.Header with { Sender = bob.User }, good.Event.Body);
        var late = room.Next with { Accepted = FakePeer.Ago(-600) };
        (string Lie, Forged Event, string Code)[] lies =
        [
            ("no place", Peer.Say(room.Id, "x"), "5.5.0"),
            ("a key of purpose event", room.At(Peer.Say(room.Id, "x"), room.Next, Peer.EventKey), "5.5.1"),
            ("a key that nobody knows", room.At(Peer.Say(room.Id, "x"), room.Next, stranger), "5.5.1"),
            ("the signature of another place", good with { Hub = room.At(Peer.Say(room.Id, "y"), room.Next).Hub }, "5.5.1"),
            ("another place and another body", altered with { Hub = room.At(Peer.Say(room.Id, "y"), room.Next).Hub }, "5.5.1"),
            ("an unsigned place for an event of ours", room.At(named, room.Next, stranger), "5.5.1"),
            ("accepted in ten minutes", room.At(Peer.Say(room.Id, "x"), late), "5.5.1"),
            ("an id that is not the header's", good with { Event = good.Event with { Id = Peer.Say(room.Id, "z").Id } }, "5.5.0"),
            ("a previous that is no hash", room.At(Peer.Say(room.Id, "x"), room.Next with { Previous = "x" }), "5.5.0"),
            ("a place of 0", room.At(Peer.Say(room.Id, "x"), room.Next with { Seq = 0 }), "5.5.0"),
        ];
        foreach (var (lie, forged, code) in lies)
            Assert.Equal((lie, code), (lie, Assert.Single(await room.TellAsync(forged))));
        var packed = Forged.Pack(good);
        foreach (var batch in new[] { -1, 2, int.MaxValue })
            Assert.Equal(["5.5.0"], await Peer.CodesAsync("fanout", packed with { Events = [packed.Events[0] with { HubSignature = new BatchProof(batch, 0, []) }] }));
        Assert.Equal(2, Count(await GoesOnAsync(room, his), "event", room.Id));
    }

    [Fact]
    public async Task FalseEventWithAGoodPlace_IsKeptByItsHeader_AndNobodyGetsIt()
    {
        var (bob, his, room) = await TrapAsync();
        using var stranger = SigningKey.Create(KeyPurposes.Event);
        var nobody = UserId.Of(TwoProviders.AcmeName, Fresh("nobody"));
        Forged Alter(Func<Forged, Forged> change) => room.Place(change(Peer.Say(room.Id, "false")));
        (string Lie, Forged Event, string Code)[] lies =
        [
            ("another body", Alter(f => f with { Event = f.Event with { Body = f.Event.Body! with { Content = Actor.Words("altered") } } }), "5.5.0"),
            ("no body", Alter(f => f with { Event = f.Event with { Body = null } }), "5.5.0"),
            ("a key that nobody knows", Alter(f => Peer.Sign(f.Event.Header, f.Event.Body, stranger)), "5.5.1"),
            ("a key of purpose hub", Alter(f => Peer.Sign(f.Event.Header, f.Event.Body, Peer.HubKey)), "5.5.1"),
            ("the signature of another event", Alter(f => f with { Origin = Peer.Say(room.Id, "other").Origin }), "5.5.1"),
            ("a proof for another index", Alter(f => f with { Event = f.Event with { Signature = new BatchProof(0, 1, []) } }), "5.5.1"),
            ("one of ours as the sender", Alter(f => Peer.Sign(f.Event.Header with { Sender = bob.User }, f.Event.Body)), "5.1.0"),
            ("content of no known form", Alter(f => Peer.Write(room.Id, HostilePeer.User("mallory"), EventTypes.Message, JsonSerializer.SerializeToElement(new object()))), "5.5.0"),
            ("an event of ours that we never made", Alter(f => Peer.Sign(f.Event.Header with { Sender = bob.User, Origin = TwoProviders.AcmeName }, f.Event.Body)), "5.5.1"),
            ("somebody of ours who is not there", Alter(f => Peer.Sign(f.Event.Header with { Sender = nobody }, f.Event.Body)), "5.1.0"),
            ("an event of ours by somebody who is not there", Alter(f => Peer.Sign(f.Event.Header with { Sender = nobody, Origin = TwoProviders.AcmeName }, f.Event.Body)), "5.5.1"),
            ("one of globex as the sender", Alter(f => Peer.Sign(f.Event.Header with { Sender = UserId.Of(TwoProviders.GlobexName, "gus") }, f.Event.Body)), "5.1.0"),
            ("one of globex, signed by us", Alter(f => Peer.Sign(f.Event.Header with { Sender = UserId.Of(TwoProviders.GlobexName, "gus"), Origin = TwoProviders.GlobexName }, f.Event.Body)), "5.5.1"),
        ];
        foreach (var (lie, forged, code) in lies)
        {
            Assert.Equal((lie, code), (lie, Assert.Single(await room.TellAsync(forged))));
            Assert.Equal((lie, code), (lie, Assert.Single(await room.TellAsync(forged))));
        }
        var audit = await GoesOnAsync(room, his);
        Assert.All(lies, lie => Assert.Null(audit.Events[lie.Event.Id.Value].Body));
        Assert.Equal(2, his.Events.Count);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("announced")]
    public async Task KeyThatWasNotInUse_ProvesNothing(string why)
    {
        var (_, his, room) = await TrapAsync();
        foreach (var purpose in new[] { KeyPurposes.Event, KeyPurposes.Hub })
        {
            using var key = SigningKey.Create(purpose);
            var jwk = key.PublicJwk(FakePeer.Ago(why == "announced" ? -60 : 600)) with { NotAfter = why == "expired" ? FakePeer.Ago(60) : null, Revoked = why == "revoked" ? FakePeer.Ago(60) : null };
            await World.WithKeysAsync([jwk], async () =>
            {
                var said = Peer.Say(room.Id, "old key");
                var forged = purpose == KeyPurposes.Hub ? room.At(said, room.Next, key) : room.Place(Peer.Sign(said.Event.Header with { Created = FakePeer.Ago(300) }, said.Event.Body, key));
                Assert.Equal(["5.5.1"], await room.TellAsync(forged));
            });
        }
        await GoesOnAsync(room, his);
    }

    [Fact]
    public async Task MissingEntries_AreFetched_AndPassTheSameChecks()
    {
        var (_, his, room) = await TrapAsync();
        var missing = room.Say("one");
        var forged = Peer.Say(room.Id, "false");
        room.Place(forged with { Event = forged.Event with { Body = forged.Event.Body! with { Content = Actor.Words("altered") } } });
        var last = room.Say("two");
        Assert.Equal(["4.3.0"], await room.TellAsync(last));
        await his.UntilTextAsync("two");
        Assert.Equal(["2.0.0"], await room.TellAsync(last));
        Assert.Equal(["2.0.0"], await room.TellAsync(missing));
        Assert.Null((await GoesOnAsync(room, his, "one", "two")).Events[forged.Id.Value].Body);
    }

    [Theory]
    [InlineData("another event in the place")]
    [InlineData("another time in the place")]
    [InlineData("another place before it")]
    public async Task TwoStories_AreRefused_AndKept_AndTheRoomStops(string lie)
    {
        var (_, his, room) = await TrapAsync();
        var first = room.Say("first");
        Assert.Equal(["2.0.0"], await room.TellAsync(first));
        Assert.Equal(["2.0.0"], await room.TellAsync(first));
        var story = lie switch
        {
            "another event in the place" => room.At(Peer.Say(room.Id, "instead"), first.Place),
            "another time in the place" => room.At(first, first.Place with { Accepted = FakePeer.Ago(-1) }),
            _ => room.At(Peer.Say(room.Id, "off"), room.Next with { Previous = first.Place.Previous }),
        };
        Assert.Equal(["5.5.6"], await room.TellAsync(story));
        Assert.Equal(["5.5.6"], await room.TellAsync(story));
        Assert.Equal(["5.5.6"], await room.TellAsync(room.Say("goes on")));
        Assert.Equal(1, Count(await World.AuditAsync(), "fork", room.Id));
        Assert.Equal(["first"], his.Texts);
    }

    [Fact]
    public async Task EventInTwoPlaces_IsDeliveredOnce()
    {
        var (_, his, room) = await TrapAsync();
        var first = room.Say("first");
        Assert.Equal(["2.0.0"], await room.TellAsync(first));
        Assert.Equal(["5.5.6"], await room.TellAsync(room.At(first, room.Next)));
        await GoesOnAsync(room, his, "first");
    }

    [Fact]
    public async Task HubThatPlacesAnEventOfOurs_AndNeverAnswers_HasTakenIt()
    {
        var (bob, his, room) = await TrapAsync();
        var honest = Peer.Reply;
        var asked = new ConcurrentQueue<FederationTransaction>();
        Peer.Reply = (path, body) =>
        {
            if (path != "submit")
                return honest(path, body);
            asked.Enqueue(JsonSerializer.Deserialize(body, OcipJson.Default.FederationTransaction)!);
            return (503, []);
        };
        var saying = bob.SayAsync(room.Id, "placed");
        for (var i = 0; i < 1200 && asked.IsEmpty; i++)
            await Pause.Ms(10);
        var going = asked.First();
        Assert.Equal(["2.0.0"], await room.TellAsync(room.Place(new Forged(going.Events[0], going.Batches[going.Events[0].Signature.Batch]))));
        var said = await saying;
        Assert.Equal(("2.0.0", room.Seq), (said.Code, said.Seq));
        Assert.All(asked.SelectMany(t => t.Events), e => Assert.NotNull(e.Body));
        Peer.Reply = honest;
        await GoesOnAsync(room, his, "placed");
    }

    [Fact]
    public async Task FiftyEvents_OfWhichThreeAreFalse_AreTakenInOrder()
    {
        var (_, his, room) = await TrapAsync();
        var all = Enumerable.Range(0, 50).Select(i =>
        {
            var said = Peer.Say(room.Id, $"{i}");
            return room.Place(i is 0 or 20 or 49 ? said with { Event = said.Event with { Body = said.Event.Body! with { Content = Actor.Words("altered") } } } : said);
        }).ToArray();
        var codes = await room.TellAsync(all);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i is 0 or 20 or 49 ? "5.5.0" : "2.0.0"), codes);
        string[] expected = [.. Enumerable.Range(0, 50).Where(i => i is not (0 or 20 or 49)).Select(i => $"{i}")];
        await his.UntilCountAsync(expected.Length);
        await GoesOnAsync(room, his, expected);
        Assert.Equal(["5.5.0"], await room.TellAsync([.. Enumerable.Range(0, 51).Select(i => room.At(Peer.Say(room.Id, $"{i}"), room.Next))]));
        Assert.Equal(["5.5.0"], await room.TellAsync());
    }

    [Fact]
    public async Task RoomThatIsNotItsOwn_IsNotThere()
    {
        var (alice, carol) = (await Acme.PersonAsync(Fresh("alice")), await Acme.PersonAsync(Fresh("carol")));
        var hers = alice.Listen();
        var own = await Scene.RoomAsync(alice, carol);
        var fake = new HostileRoom(Peer);
        foreach (var room in new[] { own, RoomId.Of(TwoProviders.AcmeName, Guid.CreateVersion7()), RoomId.Of(TwoProviders.GlobexName, Guid.CreateVersion7()), fake.Id })
            Assert.Equal(["5.5.4"], await fake.TellAsync(fake.At(Peer.Say(room, "x"), fake.Next)));
        foreach (var room in new[] { own, RoomId.Of(TwoProviders.AcmeName, Guid.CreateVersion7()) })
            Assert.Equal(["5.5.4"], await fake.TellAsync(fake.At(Peer.Member(room, alice.User, "join"), fake.Next)));
        Assert.Equal("2.0.0", (await carol.SayAsync(own, "ours")).Code);
        await hers.UntilTextAsync("ours");
        Assert.Equal(["ours"], hers.Texts);
        await World.AuditAsync();
    }

    [Fact]
    public async Task HandOverThatTheNewHubHasNotAccepted_IsRefused()
    {
        var (bob, his, room) = await TrapAsync();
        var payload = Interop.Server.Rooms.HandOvers.Payload(new Interop.Protocol.FederationApi.HandOver(room.Id, room.Seq, room.Head, FakePeer.Name, TwoProviders.GlobexName));
        foreach (var accepted in new[] { "x", DetachedJws.Sign(Peer.HubKey, payload) })
        {
            var state = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["accepted"] = accepted, ["hub"] = "globex.example", ["kind"] = "group" });
            var given = Peer.Write(room.Id, HostilePeer.User("mallory"), EventTypes.Room, JsonSerializer.SerializeToElement(new object()), state);
            Assert.Equal(["5.5.1"], await room.TellAsync(room.At(given, room.Next)));
            var altered = given with { Event = given.Event with { Body = given.Event.Body! with { Content = JsonSerializer.SerializeToElement(new { name = "n" }) } } };
            Assert.Equal(["5.5.1"], await room.TellAsync(room.At(altered, room.Next)));
            // Nor can somebody in the room: what a client submits is judged here.
            Assert.Equal("5.1.0", (await bob.SubmitAsync(new() { Room = room.Id, Type = EventTypes.Room, State = state, Content = JsonSerializer.SerializeToElement(new object()) })).Code);
        }
        var body = JsonSerializer.SerializeToUtf8Bytes(new Interop.Protocol.FederationApi.HandOver(room.Id, room.Seq + 1, room.Head, FakePeer.Name, TwoProviders.AcmeName), Interop.Protocol.OcipJson.Default.HandOver);
        Assert.Equal("4.3.0", (await Peer.PostAsync("handover", body)).Body.GetProperty("code").GetString());
        body = JsonSerializer.SerializeToUtf8Bytes(new Interop.Protocol.FederationApi.HandOver(room.Id, room.Seq, Base64UrlText.Of(new byte[32]), FakePeer.Name, TwoProviders.AcmeName), Interop.Protocol.OcipJson.Default.HandOver);
        Assert.Equal("5.5.6", (await Peer.PostAsync("handover", body)).Body.GetProperty("code").GetString());
        await GoesOnAsync(room, his);
    }

    [Fact]
    public async Task MessageOfSomebodyElse_IsNeitherEditedNorRetracted()
    {
        var (_, his, room) = await TrapAsync();
        var said = room.Say("said");
        Assert.Equal(["2.0.0"], await room.TellAsync(said));
        Forged By(string sender, string type, JsonElement content, string relation) => room.Place(Peer.Write(room.Id, HostilePeer.User(sender), type, content, relates: new Relation(relation, said.Id)));
        Assert.Equal([DecisionCodes.BlockedPolicy.Code], await room.TellAsync(By("eve", EventTypes.Edit, Actor.Words("never said"), Relation.Replaces)));
        Assert.Equal([DecisionCodes.BlockedPolicy.Code], await room.TellAsync(By("eve", EventTypes.Retract, JsonSerializer.SerializeToElement(new object()), Relation.Retracts)));
        Assert.Equal(["2.0.0"], await room.TellAsync(By("mallory", EventTypes.Edit, Actor.Words("edited"), Relation.Replaces)));
        await GoesOnAsync(room, his, "said", "edited");
    }

    [Fact]
    public async Task EventThatTheOwnProxyBlocks_IsArchivedWhole_AndNobodyGetsIt()
    {
        var (bob, his, room) = await TrapAsync();
        var said = Peer.Say(room.Id, "from home", Fresh("home"));
        var placed = room.Place(Peer.Sign(said.Event.Header with { Persona = "personal" }, said.Event.Body));
        Assert.Equal([DecisionCodes.PartlyDelivered.Code], await room.TellAsync(placed));
        var record = (await GoesOnAsync(room, his)).Events[placed.Id.Value];
        Assert.NotNull(record.Body);
        var blocked = Assert.Single(record.Record.GetProperty("decision").GetProperty("recipients").EnumerateArray().ToArray());
        Assert.Equal((bob.User.Value, DecisionCodes.PersonaConflict.Code), (blocked.GetProperty("user").GetString(), blocked.GetProperty("code").GetString()));
    }
}
